import type { CloudEvent } from '@online-shop/shared/messages/cloud-event';
import { createEvent, type Trace } from '@online-shop/shared/messages/create-event';
import {
  type DeclineReason,
  paymentCompleted,
  paymentFailed,
} from '@online-shop/shared/messages/payment-results';
import type { OrderToCharge } from './decide-charges';

/** What was decided about an order, once and for good. */
export interface Payment {
  readonly orderId: string;
  /** Null: the order was charged. */
  readonly reason: DeclineReason | null;
  readonly decidedAt: Date;
}

/** The message that tells orders-service; for one payment always the same, but for the trace. */
export function createResultEvent(
  order: OrderToCharge & { readonly trace: Trace },
  payment: Payment,
): CloudEvent {
  const { orderId, userId, amount, currency, trace } = order;
  const facts = { source: '/payments-service', orderId, time: payment.decidedAt, trace };
  const data = { userId, amount, currency };
  return payment.reason
    ? createEvent(paymentFailed, { ...facts, data: { ...data, reason: payment.reason } })
    : createEvent(paymentCompleted, { ...facts, data });
}
