/**
 * Express-validator chains for the fields of a request. The chains call our own validation
 * functions: the validators of the library convert each value to text first, so they accept "10"
 * and [10] as 10.
 */
import { header, param, type ValidationChain } from 'express-validator';
import type { Field } from '../values/field';
import { userId } from '../values/user-id';

export function fieldChain(
  chain: ValidationChain,
  { isValid, requirement }: Pick<Field<unknown>, 'isValid' | 'requirement'>,
): ValidationChain {
  return chain.custom((value: unknown) => isValid(value)).withMessage(requirement);
}

/** Validates the path parameter `userId`. */
export function userIdInPath(): ValidationChain {
  return fieldChain(param('userId'), userId);
}

export const idempotencyKeyPattern = '^[\\x20-\\x7E]{1,255}$';

/**
 * Validates the optional header field `Idempotency-Key`. Rejects an empty field, and a request with
 * two such fields.
 */
export function idempotencyKey(): ValidationChain {
  const isWellFormed = new RegExp(idempotencyKeyPattern);
  return header('idempotency-key')
    .optional()
    .custom((value: unknown, { req }) => {
      // Node joins repeated fields with ', '. One valid field may contain ', ' too, so count the
      // fields.
      const given = req as { headersDistinct?: NodeJS.Dict<string[]> };
      const count = given.headersDistinct?.['idempotency-key']?.length ?? 1;
      return typeof value === 'string' && isWellFormed.test(value) && count === 1;
    })
    .withMessage('must be given once, as 1–255 printable ASCII characters');
}
