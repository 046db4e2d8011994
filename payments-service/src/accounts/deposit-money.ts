import { ConflictError } from '@online-shop/shared/errors/conflict-error';
import { findAnswers, recordAnswers } from '@online-shop/shared/idempotency/idempotency';
import { lockAccountsOfUsers, recordMovements } from '../db/accounts.repository';
import type { Transaction } from '../db/prisma';
import type { Account, Movement } from './account';
import type { AccountError } from './account.errors';
import { type AccountAnswer, reviveAccount } from './account-answer';
import { type Deposit, type DepositDecision, decideDeposits } from './decide-deposits';

/**
 * Adds money to accounts in the transaction of the caller. Updates the balances and appends ledger
 * entries under the row locks of the accounts. Returns one outcome per deposit:
 * `account_not_found`, `balance_limit_exceeded` or `idempotency_key_reused` is the error of one
 * deposit only.
 */
export async function depositMoney(
  tx: Transaction,
  deposits: readonly Deposit[],
): Promise<(AccountAnswer | AccountError)[]> {
  const accounts = await lockAccountsOfUsers(tx, [...new Set(deposits.map((each) => each.userId))]);
  // Read under the account locks: a key belongs to one user, so every transaction that used it
  // before has committed by now.
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
  if (!areFirst) throw new ConflictError('a concurrent transaction used one of the keys');
}

function toMovement({ deposit, locked, account }: Made): Movement {
  const { amount } = deposit;
  return { account: locked, kind: 'DEPOSIT', amount, balanceAfter: account.balance, orderId: null };
}

function toAnswer(decision: DepositDecision): AccountAnswer | AccountError {
  if (decision.kind === 'refused') return decision.error;
  // A replay comes from JSON, or from an earlier deposit of the same batch. Both give the same
  // account.
  return { account: reviveAccount(decision.account), isReplayed: decision.kind === 'replayed' };
}
