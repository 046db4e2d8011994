import {
  amount,
  currency,
  idempotencyKey,
  pageQuery,
  rule,
  userId,
} from '@online-shop/shared/http/fields';
import { validate } from '@online-shop/shared/http/validation';
import { body } from 'express-validator';

const descriptionMax = 500;

function isDescription(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    [...value].length <= descriptionMax &&
    value.isWellFormed() &&
    !value.includes('\0')
  );
}

const description = () =>
  rule(
    body('description').optional(),
    isDescription,
    `must be a text of at most ${descriptionMax} characters, without NUL or lone surrogates`,
  );

export const placeOrderRules = validate(
  userId('body'),
  amount(),
  currency(),
  description(),
  idempotencyKey(),
);

export const listOrdersRules = validate(userId('path'), ...pageQuery());
