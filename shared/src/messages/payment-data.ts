import { moneySchema } from './money';

/** What every message about an order says: who pays how much. */
export interface PaymentData {
  readonly userId: string;
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
}

/** JSON Schema of `PaymentData`: the rules of the HTTP fields of the same names. */
const properties = {
  userId: { type: 'string', format: 'user-id' },
  amount: moneySchema.amount,
  currency: { type: 'string', format: 'currency' },
} as const;

/** JSON Schema of exactly the payment data and, if given, further required properties. */
export function paymentDataWith(further: Readonly<Record<string, object>> = {}): object {
  const all = { ...properties, ...further };
  return {
    type: 'object',
    required: Object.keys(all),
    properties: all,
    additionalProperties: false,
  };
}
