import type { Account, LedgerEntry } from '../accounts/account';

/** Returns the Account of the HTTP API with exactly these fields, in this order. */
export function presentAccount(account: Account) {
  return {
    id: account.id,
    userId: account.userId,
    currency: account.currency,
    balance: account.balance,
    createdAt: account.createdAt.toISOString(),
    updatedAt: account.updatedAt.toISOString(),
  };
}

/** Returns the Transaction of the HTTP API: one ledger entry. */
export function presentTransaction(entry: LedgerEntry) {
  return {
    id: entry.id,
    kind: entry.kind,
    amount: entry.amount,
    balanceAfter: entry.balanceAfter,
    orderId: entry.orderId,
    createdAt: entry.createdAt.toISOString(),
  };
}
