import type { MessageContract } from './contract';
import { type PaymentData, paymentDataWith } from './payment-data';

/** Why an order was not paid: the first of these reasons that applies. */
export const declineReasons = [
  'ACCOUNT_NOT_FOUND',
  'CURRENCY_MISMATCH',
  'INSUFFICIENT_FUNDS',
] as const;
export type DeclineReason = (typeof declineReasons)[number];

/** The order was charged. From payments-service to orders-service. */
export const paymentCompleted: MessageContract<'payment.completed', PaymentData> = {
  type: 'payment.completed',
  source: '/payments-service',
  dataschema: '/schemas/payment.completed/1',
  schema: paymentDataWith(),
};

export interface PaymentFailedData extends PaymentData {
  readonly reason: DeclineReason;
}

/** The order was not charged, and never will be. From payments-service to orders-service. */
export const paymentFailed: MessageContract<'payment.failed', PaymentFailedData> = {
  type: 'payment.failed',
  source: '/payments-service',
  dataschema: '/schemas/payment.failed/1',
  schema: paymentDataWith({ reason: { enum: declineReasons } }),
};
