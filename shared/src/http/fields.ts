/**
 * The fields that several services take, as express-validator chains. The rules are our own
 * functions: the library's validators turn values into text first, and so take "10" and [10] for 10.
 */
import { body, header, param, type ValidationChain } from 'express-validator';
import { isAmount, maxAmount } from '../values/amount';
import { isCurrency } from '../values/currency';
import { isUserId } from '../values/user-id';

const places = { body, path: param } as const;

export function userId(place: keyof typeof places): ValidationChain {
  return rule(
    places[place]('userId'),
    isUserId,
    'must be 1–64 characters of A–Z a–z 0–9 . _ : @ -, with a letter or digit among them',
  );
}

/** Minor units. */
export function amount(): ValidationChain {
  return rule(body('amount'), isAmount, `must be an integer number from 1 to ${maxAmount}`);
}

export function currency(): ValidationChain {
  const chain = body('currency').optional();
  return rule(chain, isCurrency, 'must be an ISO 4217 currency code in capitals');
}

/** How many items are on a page where the client says nothing. */
export const defaultLimit = 50;

/** Optional; two of them, or an empty one, are refused like any other that is malformed. */
export function idempotencyKey(): ValidationChain {
  return header('idempotency-key')
    .optional()
    .custom((value: unknown, { req }) => {
      const isWellFormed = typeof value === 'string' && /^[\x20-\x7E]{1,255}$/.test(value);
      // Node joins repeated fields with a comma and a space; a single one may hold these, too.
      const given = req as { headersDistinct?: NodeJS.Dict<string[]> };
      const count = given.headersDistinct?.['idempotency-key']?.length ?? 1;
      return isWellFormed && count === 1;
    })
    .withMessage('must be given once, as 1–255 printable ASCII characters');
}

export function rule(
  chain: ValidationChain,
  isValid: (value: unknown) => boolean,
  message: string,
): ValidationChain {
  return chain.custom((value: unknown) => isValid(value)).withMessage(message);
}
