import type { IncomingMessage } from '@online-shop/shared/bus/bus';
import { createEvent } from '@online-shop/shared/messages/create-event';
import { messageIdOf } from '@online-shop/shared/messages/message-id';
import {
  type DeclineReason,
  paymentCompleted,
  paymentFailed,
} from '@online-shop/shared/messages/payment-results';
import type { Order } from '../../src/orders/order';
import { anyTrace } from './orders';

interface ResultFacts {
  /** Null: the order was paid. */
  readonly declineReason?: DeclineReason | null;
}

/** The IDs that the two possible results of an order have. */
export function resultIdsOf({ id: subject }: Pick<Order, 'id'>): readonly string[] {
  return [paymentCompleted, paymentFailed].map((each) => messageIdOf({ ...each, subject }));
}

/** The result of an order, as it is delivered. */
export function resultMessage(
  { id: orderId, userId, amount, currency }: Omit<Order, 'description'>,
  { declineReason: reason = null }: ResultFacts = {},
): IncomingMessage {
  const facts = { orderId, time: new Date(), trace: anyTrace };
  const data = { userId, amount, currency };
  const event = reason
    ? createEvent(paymentFailed, { ...facts, data: { ...data, reason } })
    : createEvent(paymentCompleted, { ...facts, data });
  const { correlationId } = anyTrace;
  return { id: event.id, correlationId, attempt: 1, body: JSON.stringify(event) };
}
