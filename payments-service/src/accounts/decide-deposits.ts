import type { IdempotencyKey, KnownAnswers } from '@online-shop/shared/idempotency/idempotency-key';
import { type Account, type LockedAccount, maxBalance } from './account';
import {
  type AccountError,
  accountNotFound,
  balanceLimitExceeded,
  idempotencyKeyReused,
} from './account.errors';
import type { DepositRequest } from './account-requests';

/** Money to be added to the account of the user. */
export interface Deposit extends DepositRequest {
  readonly idempotency?: IdempotencyKey | undefined;
}

/** What becomes of one deposit. */
export type DepositDecision =
  | {
      readonly kind: 'deposited';
      readonly deposit: Deposit;
      readonly locked: LockedAccount;
      /** The account right after this deposit. */
      readonly account: Account;
    }
  /** Its key had its answer already: `account` is what that was. */
  | { readonly kind: 'replayed'; readonly account: Account }
  | { readonly kind: 'refused'; readonly error: AccountError };

export interface DepositFacts {
  readonly accounts: readonly LockedAccount[];
  /** Takes in the answers that are decided: a key that comes twice is answered alike. */
  readonly answers: KnownAnswers<Account>;
  readonly decidedAt: Date;
}

/**
 * The rule of which deposit is made. They are taken in the order given, each upon what those before
 * it have left; a refused one adds nothing, and its key stays free.
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
