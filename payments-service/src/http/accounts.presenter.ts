import type { Account, LedgerEntry } from '../accounts/account';

/** The Account of the HTTP contract: exactly these fields, in this order. */
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

/** The Transaction of the HTTP contract: a ledger entry as its owner sees it. */
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
