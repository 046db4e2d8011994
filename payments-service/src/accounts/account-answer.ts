import type { Account } from './account';

/** The outcome of a POST that creates or credits an account. */
export interface AccountAnswer {
  readonly account: Account;
  /**
   * True if the key was used before. Then `account` is the account of the first response,
   * unchanged.
   */
  readonly isReplayed: boolean;
}

/** Restores an account from JSON. */
export function reviveAccount(account: Account): Account {
  return {
    ...account,
    createdAt: new Date(account.createdAt),
    updatedAt: new Date(account.updatedAt),
  };
}
