import { idempotencyKey, userIdInPath } from '@online-shop/shared/http/fields';
import type { PagedList } from '@online-shop/shared/http/page';
import { requestBody } from '@online-shop/shared/http/request-body';
import { validate } from '@online-shop/shared/http/validation';
import { accountRequest, depositRequest } from '../accounts/account-requests';

export const createAccountBody = requestBody(accountRequest);
export const createAccountRules = validate(...createAccountBody.chains, idempotencyKey());

export const depositBody = requestBody(depositRequest);
export const depositRules = validate(...depositBody.chains, idempotencyKey());

export const accountRules = validate(userIdInPath());

/** The cursor of a page is the number of its last ledger entry, a PostgreSQL integer. */
export const transactionsOfUser: PagedList = {
  nameOf: (userId) => `/api/payments/accounts/${userId}/transactions`,
  isPosition: (text) => /^[1-9]\d{0,9}$/.test(text) && Number(text) < 2 ** 31,
};
