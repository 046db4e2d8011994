import type { IdempotencyKey, KnownAnswers } from '@online-shop/shared/idempotency/idempotency-key';
import { type Account, type LockedAccount, maxBalance } from './account';
import {
  type AccountError,
  accountNotFound,
  balanceLimitExceeded,
  idempotencyKeyReused,
} from './account.errors';
import type { DepositRequest } from './account-requests';

/** Money to add to the account of a user. */
export interface Deposit extends DepositRequest {
  readonly idempotency?: IdempotencyKey | undefined;
}

/** The decision about one deposit. */
export type DepositDecision =
  | {
      readonly kind: 'deposited';
      readonly deposit: Deposit;
      readonly locked: LockedAccount;
      /** The account after this deposit. */
      readonly account: Account;
    }
  /** The key was used before. `account` is the account of the first response. */
  | { readonly kind: 'replayed'; readonly account: Account }
  | { readonly kind: 'refused'; readonly error: AccountError };

export interface DepositFacts {
  readonly accounts: readonly LockedAccount[];
  /**
   * The known responses. It is updated with each decision, so that two deposits with the same key
   * get the same response.
   */
  readonly answers: KnownAnswers<Account>;
  readonly decidedAt: Date;
}

/**
 * Decides which deposits are made. Deposits are decided in the given order, each against the
 * balance that the previous deposits left. A rejected deposit changes no balance, and its key can
 * be used again.
 */
export function decideDeposits(
  deposits: readonly Deposit[],
  { accounts, answers, decidedAt }: DepositFacts,
): DepositDecision[] {
  const byUser = new Map(accounts.map((account) => [account.userId, account]));
  const balances = new Map(accounts.map((account) => [account.id, account.balance]));

  return deposits.map((deposit): DepositDecision => {
    const { userId, amount, idempotency } = deposit;
    const locked = byUser.get(userId);
    if (!locked) return { kind: 'refused', error: accountNotFound(userId) };
    const known = idempotency && answers.outcomeOf(idempotency);
    if (known?.kind === 'mismatch') return { kind: 'refused', error: idempotencyKeyReused() };
    if (known?.kind === 'replay') return { kind: 'replayed', account: known.answer };
    const balance = (balances.get(locked.id) ?? 0) + amount;
    if (balance > maxBalance) return { kind: 'refused', error: balanceLimitExceeded() };

    balances.set(locked.id, balance);
    const { entryCount: _, ...before } = locked;
    const account = { ...before, balance, updatedAt: decidedAt };
    if (idempotency) answers.keep(idempotency, account);
    return { kind: 'deposited', deposit, locked, account };
  });
}
