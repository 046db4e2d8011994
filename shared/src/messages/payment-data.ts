import { moneySchema } from './money';

/** The data that every message about an order contains: user, amount and currency. */
export interface PaymentData {
  readonly userId: string;
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
}

/** JSON Schema of `PaymentData`. It has the rules of the HTTP fields of the same names. */
const properties = {
  userId: { type: 'string', format: 'user-id' },
  amount: moneySchema.amount,
  currency: { type: 'string', format: 'currency' },
} as const;

/**
 * Returns the JSON Schema of the payment data plus the given required properties. No other property
 * is allowed.
 */
export function paymentDataWith(further: Readonly<Record<string, object>> = {}): object {
  const all = { ...properties, ...further };
  return {
    type: 'object',
    required: Object.keys(all),
    properties: all,
    additionalProperties: false,
  };
}
