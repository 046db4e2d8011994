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

/** Maximum balance. Larger JSON numbers are not exact. */
export const maxBalance = Number.MAX_SAFE_INTEGER;

/**
 * An account whose row is locked. No other transaction can change it until this transaction ends.
 */
export interface LockedAccount extends Account {
  /** The number of the newest ledger entry. 0 if the account has none. */
  readonly entryCount: number;
}

/** A ledger entry of a locked account that is not written yet. */
export interface Movement
  extends Pick<LedgerEntry, 'kind' | 'amount' | 'balanceAfter' | 'orderId'> {
  readonly account: LockedAccount;
}

/**
 * The kinds of ledger entries. An entry increases or decreases the balance, and belongs to an order
 * or to none. This is the only definition. The database checks the same rules.
 */
export const ledgerEntryKinds = {
  DEPOSIT: { sign: 1, hasOrder: false },
  PAYMENT: { sign: -1, hasOrder: true },
} as const;

export type LedgerEntryKind = keyof typeof ledgerEntryKinds;

/** One change of a balance, as the API shows it. */
export interface LedgerEntry {
  /** UUID v7. */
  readonly id: string;
  readonly accountId: string;
  /** 1, 2, 3… within the account. */
  readonly number: number;
  readonly kind: LedgerEntryKind;
  /** Minor units: positive for a deposit, negative for a payment. */
  readonly amount: number;
  readonly balanceAfter: number;
  /** Null unless the entry is a payment. */
  readonly orderId: string | null;
  readonly createdAt: Date;
}
