export interface Account {
  /** UUID v7. */
  readonly id: string;
  readonly userId: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Minor units of `currency`. Never below zero. */
  readonly balance: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The largest balance. JSON numbers above it are not exact. */
export const maxBalance = Number.MAX_SAFE_INTEGER;

/** An account under its row lock: no other transaction can change it until this one ends. */
export interface LockedAccount extends Account {
  /** The number of its newest ledger entry; 0 before the first. */
  readonly entryCount: number;
}

/** A ledger entry of a locked account, before it is written. */
export interface Movement
  extends Pick<LedgerEntry, 'kind' | 'amount' | 'balanceAfter' | 'orderId'> {
  readonly account: LockedAccount;
}

/**
 * The kinds of ledger entries: whether an entry adds to the balance or takes from it, and whether it
 * belongs to an order. This is the only definition. The database checks the same rules.
 */
export const ledgerEntryKinds = {
  DEPOSIT: { sign: 1, hasOrder: false },
  PAYMENT: { sign: -1, hasOrder: true },
} as const;

export type LedgerEntryKind = keyof typeof ledgerEntryKinds;

/** One movement of money, as its owner sees it. */
export interface LedgerEntry {
  /** UUID v7. */
  readonly id: string;
  readonly accountId: string;
  /** 1, 2, 3… within the account. */
  readonly number: number;
  readonly kind: LedgerEntryKind;
  /** Minor units, with the sign of its kind. */
  readonly amount: number;
  readonly balanceAfter: number;
  /** Null if the kind has no order. */
  readonly orderId: string | null;
  readonly createdAt: Date;
}
