import type { Field } from './field';

/** The largest amount of one order or deposit, in minor units. */
export const maxAmount = 999_999_999_999;

/** Returns whether the value is an integer from 1 to `maxAmount`, in minor units. */
export function isAmount(value: unknown): value is number {
  return (
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= maxAmount
  );
}

export const amount: Field<number> = {
  isValid: isAmount,
  requirement: `must be an integer number from 1 to ${maxAmount}`,
  component: 'Amount',
  schema: {
    type: 'integer',
    format: 'int64',
    minimum: 1,
    maximum: maxAmount,
    description: 'Minor units (kopecks, cents) of the currency, as an integer number.',
  },
};
