import type { CloudEvent } from '@online-shop/shared/messages/cloud-event';
import { createEvent, type Trace } from '@online-shop/shared/messages/create-event';
import {
  type DeclineReason,
  paymentCompleted,
  paymentFailed,
} from '@online-shop/shared/messages/payment-results';
import type { OrderToCharge } from './decide-charges';

/** The final decision about an order. */
export interface Payment extends OrderToCharge {
  /** Null if the order was charged. */
  readonly reason: DeclineReason | null;
  readonly decidedAt: Date;
}

/**
 * A recorded payment. User, amount and currency may be null if the previous version decided the
 * order.
 */
export interface RecordedPayment extends Pick<Payment, 'orderId' | 'reason' | 'decidedAt'> {
  readonly userId: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
}

/** Describes how a message contradicts the recorded payment. Returns undefined if they agree. */
export function findContradiction(
  { orderId, userId, amount, currency }: Omit<RecordedPayment, 'reason' | 'decidedAt'>,
  order: Omit<OrderToCharge, 'orderId'>,
): string | undefined {
  const isSame = userId === order.userId && amount === order.amount && currency === order.currency;
  if (userId === null || isSame) return undefined;
  const claim = `${order.amount} ${order.currency} of ${order.userId}`;
  return `order ${orderId} was decided as ${amount} ${currency} of ${userId}; the message says ${claim}`;
}

/** Builds the result message of a payment. Repeated calls differ only in the trace. */
export function createResultEvent(
  order: OrderToCharge & { readonly trace: Trace },
  payment: Pick<Payment, 'reason' | 'decidedAt'>,
): CloudEvent {
  const { orderId, userId, amount, currency, trace } = order;
  const facts = { orderId, time: payment.decidedAt, trace };
  const data = { userId, amount, currency };
  return payment.reason
    ? createEvent(paymentFailed, { ...facts, data: { ...data, reason: payment.reason } })
    : createEvent(paymentCompleted, { ...facts, data });
}
