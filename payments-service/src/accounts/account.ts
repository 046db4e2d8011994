export interface Account {
  /** UUID v7. */
  readonly id: string;
  readonly userId: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Minor units of `currency`; never below zero. */
  readonly balance: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The largest balance: beyond it a JSON number is no longer exact. */
export const balanceMax = Number.MAX_SAFE_INTEGER;

/** An account as the row lock shows it: nobody else can change it until the transaction ends. */
export interface LockedAccount extends Account {
  /** The number of its newest ledger entry; 0 before the first. */
  readonly entryCount: number;
}

/** What is to become a ledger entry of a locked account. */
export interface Movement
  extends Pick<LedgerEntry, 'kind' | 'amount' | 'balanceAfter' | 'orderId'> {
  readonly account: LockedAccount;
}

/** One movement of money, as its owner sees it. */
export interface LedgerEntry {
  /** UUID v7. */
  readonly id: string;
  readonly accountId: string;
  /** 1, 2, 3… within the account. */
  readonly number: number;
  readonly kind: 'DEPOSIT' | 'PAYMENT';
  /** Minor units, signed: a deposit adds, a payment takes. */
  readonly amount: number;
  readonly balanceAfter: number;
  /** Null for a deposit. */
  readonly orderId: string | null;
  readonly createdAt: Date;
}
