import type { IncomingMessage } from '@online-shop/shared/bus/bus';
import { createEvent } from '@online-shop/shared/messages/create-event';
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
  /** Where it is not the order's id. */
  readonly messageId?: string;
}

/** What payments-service says of an order, as it is delivered. */
export function resultMessage(
  { id: orderId, userId, amount, currency }: Order,
  { declineReason: reason = null, messageId = orderId }: ResultFacts = {},
): IncomingMessage {
  const facts = { source: '/payments-service', orderId, time: new Date(), trace: anyTrace };
  const data = { userId, amount, currency };
  const event = reason
    ? createEvent(paymentFailed, { ...facts, data: { ...data, reason } })
    : createEvent(paymentCompleted, { ...facts, data });
  const { correlationId } = anyTrace;
  const body = JSON.stringify({ ...event, id: messageId });
  return { id: messageId, correlationId, attempt: 1, body };
}
