import { DomainError } from '@online-shop/shared/errors/domain-error';

export type AccountErrorCode =
  | 'account_not_found'
  | 'account_exists'
  | 'balance_limit_exceeded'
  | 'idempotency_key_reused';

export class AccountError extends DomainError<AccountErrorCode> {}

export function accountNotFound(userId: string): AccountError {
  return new AccountError('account_not_found', `user ${userId} has no account`);
}

export function accountExists(userId: string): AccountError {
  return new AccountError('account_exists', `user ${userId} already has an account`);
}

export function balanceLimitExceeded(): AccountError {
  return new AccountError(
    'balance_limit_exceeded',
    'the deposit would raise the balance above 9007199254740991 minor units',
  );
}

export function idempotencyKeyReused(): AccountError {
  return new AccountError(
    'idempotency_key_reused',
    'the Idempotency-Key was already used with another request body; use a new key',
  );
}
