import { type IdempotencyKey, recordAnswers } from '@online-shop/shared/idempotency/idempotency';
import { lockAccountsOfUsers, recordDeposit } from '../db/accounts.repository';
import type { Transaction } from '../db/prisma';
import { type Account, balanceMax, type LockedAccount } from './account';
import { accountNotFound, balanceLimitExceeded, idempotencyKeyReused } from './account.errors';
import { type AccountAnswer, reviveAccount } from './account-answer';

export interface DepositMoney {
  readonly userId: string;
  /** Minor units of the account's currency, above zero. */
  readonly amount: number;
  readonly idempotency?: IdempotencyKey | undefined;
}

/**
 * Adds money to the user's account: the balance and its ledger entry, under the account's row lock.
 * The lock comes before the key, so that two requests under one key cannot both add.
 * @throws AccountError `account_not_found`, `balance_limit_exceeded`, `idempotency_key_reused`
 */
export async function depositMoney(
  tx: Transaction,
  { userId, amount, idempotency }: DepositMoney,
): Promise<AccountAnswer> {
  const [locked] = await lockAccountsOfUsers(tx, [userId]);
  if (!locked) throw accountNotFound(userId);
  const account = afterDeposit(locked, amount);

  if (idempotency) {
    const [outcome] = await recordAnswers(tx, [{ idempotency, answer: account }]);
    if (outcome?.kind === 'mismatch') throw idempotencyKeyReused();
    if (outcome?.kind === 'replay') {
      return { account: reviveAccount(outcome.answer), isReplayed: true };
    }
  }
  if (account.balance > balanceMax) throw balanceLimitExceeded();
  await recordDeposit(tx, { locked, account, amount });
  return { account, isReplayed: false };
}

function afterDeposit({ entryCount, ...account }: LockedAccount, amount: number): Account {
  return { ...account, balance: account.balance + amount, updatedAt: new Date() };
}
