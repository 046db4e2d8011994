import { maxAmount } from '../values/amount';

/** JSON Schema of money: an integer in minor units and an ISO 4217 currency code. */
export const moneySchema = {
  amount: { type: 'integer', minimum: 1, maximum: maxAmount },
  currency: { type: 'string', pattern: '^[A-Z]{3}$' },
} as const;
