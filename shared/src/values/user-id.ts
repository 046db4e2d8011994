import type { Field } from './field';

/**
 * Returns whether the value is a user ID: 1–64 characters of `A–Z a–z 0–9 . _ : @ -`, at least one
 * letter or digit.
 */
export function isUserId(value: unknown): value is string {
  return (
    typeof value === 'string' && /^[A-Za-z0-9._:@-]{1,64}$/.test(value) && /[A-Za-z0-9]/.test(value)
  );
}

export const userId: Field<string> = {
  isValid: isUserId,
  requirement:
    'must be 1–64 characters of A–Z a–z 0–9 . _ : @ -, with a letter or digit among them',
  component: 'UserId',
  schema: {
    type: 'string',
    minLength: 1,
    maxLength: 64,
    pattern: '^[._:@-]*[A-Za-z0-9][A-Za-z0-9._:@-]*$',
    description: 'Letters, digits and `. _ : @ -`, at least one letter or digit. Case-sensitive.',
  },
};
