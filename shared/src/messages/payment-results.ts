import type { MessageContract } from './contract';
import { type PaymentData, paymentDataWith } from './payment-data';

/** The reasons for declining an order, in order of precedence. */
export const declineReasons = [
  'ACCOUNT_NOT_FOUND',
  'CURRENCY_MISMATCH',
  'INSUFFICIENT_FUNDS',
] as const;
export type DeclineReason = (typeof declineReasons)[number];

/** The order was charged. Sent by payments-service to orders-service. */
export const paymentCompleted: MessageContract<'payment.completed', PaymentData> = {
  type: 'payment.completed',
  source: '/payments-service',
  dataschema: '/schemas/payment.completed/1',
  schema: paymentDataWith(),
};

export interface PaymentFailedData extends PaymentData {
  readonly reason: DeclineReason;
}

/** The order was declined and will never be charged. Sent by payments-service to orders-service. */
export const paymentFailed: MessageContract<'payment.failed', PaymentFailedData> = {
  type: 'payment.failed',
  source: '/payments-service',
  dataschema: '/schemas/payment.failed/1',
  schema: paymentDataWith({ reason: { enum: declineReasons } }),
};
