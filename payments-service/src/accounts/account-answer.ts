import type { Account } from './account';

/** What a POST about an account answers. */
export interface AccountAnswer {
  readonly account: Account;
  /** The key had its answer already: this is the account as it was then. */
  readonly isReplayed: boolean;
}

/** An account that was kept as JSON. */
export function reviveAccount(account: Account): Account {
  return {
    ...account,
    createdAt: new Date(account.createdAt),
    updatedAt: new Date(account.updatedAt),
  };
}
