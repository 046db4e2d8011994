import { amount, currency, idempotencyKey, rule, userId } from '@online-shop/shared/http/fields';
import { type PagedList, pageQuery } from '@online-shop/shared/http/page';
import { validate } from '@online-shop/shared/http/validation';
import { isUuid } from '@online-shop/shared/ids/uuid-v7';
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

/** A page ends at an order's id. */
export const ordersOfUser: PagedList = {
  nameOf: (userId) => `/api/orders/user/${userId}`,
  isPosition: isUuid,
};

export const listOrdersRules = validate(userId('path'), ...pageQuery(ordersOfUser));
