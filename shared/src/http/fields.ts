/**
 * Fields as express-validator chains. The rules are our own functions: the validators of the library
 * convert values to text first, and so take "10" and [10] for 10.
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

/** The user that the path names. */
export function userIdInPath(): ValidationChain {
  return fieldChain(param('userId'), userId);
}

export const idempotencyKeyPattern = '^[\\x20-\\x7E]{1,255}$';

/** Optional. Two fields of this name are rejected, and so is an empty one. */
export function idempotencyKey(): ValidationChain {
  const isWellFormed = new RegExp(idempotencyKeyPattern);
  return header('idempotency-key')
    .optional()
    .custom((value: unknown, { req }) => {
      // Node joins repeated fields with a comma and a space, which one field may contain as well.
      const given = req as { headersDistinct?: NodeJS.Dict<string[]> };
      const count = given.headersDistinct?.['idempotency-key']?.length ?? 1;
      return typeof value === 'string' && isWellFormed.test(value) && count === 1;
    })
    .withMessage('must be given once, as 1–255 printable ASCII characters');
}
