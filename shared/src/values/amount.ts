/** The largest amount of one order or deposit, in minor units. */
export const maxAmount = 999_999_999_999;

/** Whether the value is an amount of money: whole minor units, at least 1. */
export function isAmount(value: unknown): value is number {
  return (
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= maxAmount
  );
}
