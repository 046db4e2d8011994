import type { AccountErrorCode } from '../accounts/account.errors';

/**
 * The HTTP status of each domain error. `messaging/recovery.ts` is the corresponding table for
 * messages.
 */
export const statusByCode = {
  account_not_found: 404,
  account_exists: 409,
  balance_limit_exceeded: 422,
  idempotency_key_reused: 422,
} satisfies Record<AccountErrorCode, number>;
