import type { MessageContract } from './contract';
import { moneySchema } from './money';

/** Why an order was not paid: the first of these that holds. */
export const declineReasons = [
  'ACCOUNT_NOT_FOUND',
  'CURRENCY_MISMATCH',
  'INSUFFICIENT_FUNDS',
] as const;
export type DeclineReason = (typeof declineReasons)[number];

/** The order was charged. From payments-service to orders-service. */
export interface PaymentCompletedData {
  readonly userId: string;
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
}

/** The order was not charged, and never will be. From payments-service to orders-service. */
export interface PaymentFailedData extends PaymentCompletedData {
  readonly reason: DeclineReason;
}

const properties = { userId: { type: 'string', minLength: 1, maxLength: 64 }, ...moneySchema };

export const paymentCompleted: MessageContract<'payment.completed', PaymentCompletedData> = {
  type: 'payment.completed',
  dataschema: '/schemas/payment.completed/1',
  schema: {
    type: 'object',
    required: Object.keys(properties),
    properties,
    additionalProperties: false,
  },
};

export const paymentFailed: MessageContract<'payment.failed', PaymentFailedData> = {
  type: 'payment.failed',
  dataschema: '/schemas/payment.failed/1',
  schema: {
    type: 'object',
    required: [...Object.keys(properties), 'reason'],
    properties: { ...properties, reason: { enum: declineReasons } },
    additionalProperties: false,
  },
};
