/** JSON Schema of money on the wire: integer minor units and an ISO 4217 code. */
export const moneySchema = {
  amount: { type: 'integer', minimum: 1, maximum: 999_999_999_999 },
  currency: { type: 'string', pattern: '^[A-Z]{3}$' },
} as const;
