import { ConflictError } from '@online-shop/shared/errors/conflict-error';
import { findAnswers, recordAnswers } from '@online-shop/shared/idempotency/idempotency';
import { lockAccountsOfUsers, recordMovements } from '../db/accounts.repository';
import type { Transaction } from '../db/prisma';
import type { Account, Movement } from './account';
import type { AccountError } from './account.errors';
import { type AccountAnswer, reviveAccount } from './account-answer';
import { type Deposit, type DepositDecision, decideDeposits } from './decide-deposits';

/**
 * Adds money to accounts, all in the caller's transaction: the balances and their ledger entries,
 * under the accounts' row locks. Answers deposit by deposit: `account_not_found`,
 * `balance_limit_exceeded` or `idempotency_key_reused` is that deposit's error alone.
 */
export async function depositMoney(
  tx: Transaction,
  deposits: readonly Deposit[],
): Promise<(AccountAnswer | AccountError)[]> {
  const accounts = await lockAccountsOfUsers(tx, [...new Set(deposits.map((each) => each.userId))]);
  // Only under the locks: a key is one user's, so whoever used it before has committed by now.
  const answers = await findAnswers<Account>(
    tx,
    deposits.flatMap(({ idempotency }) => idempotency ?? []),
  );
  const decidedAt = new Date();
  const decisions = decideDeposits(deposits, { accounts, answers, decidedAt });
  const made = decisions.filter((decision) => decision.kind === 'deposited');

  await recordFirstAnswers(tx, made);
  await recordMovements(tx, made.map(toMovement), decidedAt);
  return decisions.map(toAnswer);
}

type Made = Extract<DepositDecision, { kind: 'deposited' }>;

async function recordFirstAnswers(tx: Transaction, made: readonly Made[]): Promise<void> {
  const keyed = made.flatMap(({ deposit: { idempotency }, account }) =>
    idempotency ? [{ idempotency, answer: account }] : [],
  );
  const outcomes = await recordAnswers(tx, keyed);
  const areFirst = outcomes.every(({ kind }) => kind === 'first');
  if (!areFirst) throw new ConflictError('a key was used meanwhile');
}

function toMovement({ deposit, locked, account }: Made): Movement {
  const { amount } = deposit;
  return { account: locked, kind: 'DEPOSIT', amount, balanceAfter: account.balance, orderId: null };
}

function toAnswer(decision: DepositDecision): AccountAnswer | AccountError {
  if (decision.kind === 'refused') return decision.error;
  // Kept as JSON, or as it was decided in this very call: the same either way.
  return { account: reviveAccount(decision.account), isReplayed: decision.kind === 'replayed' };
}
