import { amount, currency, idempotencyKey, userId } from '@online-shop/shared/http/fields';
import { type PagedList, pageQuery } from '@online-shop/shared/http/page';
import { validate } from '@online-shop/shared/http/validation';

export const createAccountRules = validate(userId('body'), currency(), idempotencyKey());

export const depositRules = validate(userId('body'), amount(), idempotencyKey());

export const accountRules = validate(userId('path'));

/** A page ends at a ledger entry's number, which is a PostgreSQL integer. */
export const transactionsOfUser: PagedList = {
  nameOf: (userId) => `/api/payments/accounts/${userId}/transactions`,
  isPosition: (text) => /^[1-9]\d{0,9}$/.test(text) && Number(text) < 2 ** 31,
};

export const listTransactionsRules = validate(userId('path'), ...pageQuery(transactionsOfUser));
