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
  /** Null if the order was paid. */
  readonly declineReason?: DeclineReason | null;
}

/** The message IDs of the two possible results of an order. */
export function resultIdsOf({ id: subject }: Pick<Order, 'id'>): readonly string[] {
  return [paymentCompleted, paymentFailed].map((each) => messageIdOf({ ...each, subject }));
}

/** The payment result of an order, as the bus delivers it. */
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
