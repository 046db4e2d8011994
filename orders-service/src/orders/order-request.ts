import { amount } from '@online-shop/shared/values/amount';
import { currency, defaultCurrency } from '@online-shop/shared/values/currency';
import { type Field, optional, type ValuesOf } from '@online-shop/shared/values/field';
import { userId } from '@online-shop/shared/values/user-id';

const maxDescriptionLength = 500;

/** Any text that PostgreSQL can store. The length limit counts code points. */
export const description: Field<string> = {
  isValid: (value): value is string =>
    typeof value === 'string' &&
    [...value].length <= maxDescriptionLength &&
    value.isWellFormed() &&
    !value.includes('\0'),
  requirement: `must be a text of at most ${maxDescriptionLength} characters, without NUL or lone surrogates`,
  schema: {
    type: 'string',
    maxLength: maxDescriptionLength,
    pattern: '^[^\\u0000\\uD800-\\uDFFF]*$',
    description: `Any text of at most ${maxDescriptionLength} code points.`,
  },
};

/** The fields of a request to place an order. */
export const orderRequest = {
  userId,
  amount,
  currency: optional(currency, defaultCurrency),
  description: optional(description, ''),
};
export type OrderRequest = ValuesOf<typeof orderRequest>;
