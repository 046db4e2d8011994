import {
  amount,
  currency,
  idempotencyKey,
  pageQuery,
  userId,
} from '@online-shop/shared/http/fields';
import { validate } from '@online-shop/shared/http/validation';

export const createAccountRules = validate(userId('body'), currency(), idempotencyKey());

export const depositRules = validate(userId('body'), amount(), idempotencyKey());

export const accountRules = validate(userId('path'));

export const listTransactionsRules = validate(userId('path'), ...pageQuery());
