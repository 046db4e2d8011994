import { maxAmount } from '../values/amount';

/** JSON Schema of money: an integer number of minor units and an ISO 4217 code. */
export const moneySchema = {
  amount: { type: 'integer', minimum: 1, maximum: maxAmount },
  currency: { type: 'string', pattern: '^[A-Z]{3}$' },
} as const;
