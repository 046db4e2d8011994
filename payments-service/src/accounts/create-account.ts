import { recordAnswers } from '@online-shop/shared/idempotency/idempotency';
import type { IdempotencyKey } from '@online-shop/shared/idempotency/idempotency-key';
import { createId, timeOfId } from '@online-shop/shared/ids/uuid-v7';
import { insertAccount } from '../db/accounts.repository';
import type { Transaction } from '../db/prisma';
import type { Account } from './account';
import { accountExists, idempotencyKeyReused } from './account.errors';
import { type AccountAnswer, reviveAccount } from './account-answer';
import type { AccountRequest } from './account-requests';

export interface CreateAccount extends AccountRequest {
  readonly idempotency?: IdempotencyKey | undefined;
}

/**
 * Creates the only account of a user, with a balance of zero.
 * @throws AccountError `account_exists`, `idempotency_key_reused`
 */
export async function createAccount(
  tx: Transaction,
  { userId, currency, idempotency }: CreateAccount,
): Promise<AccountAnswer> {
  const id = createId();
  const createdAt = timeOfId(id);
  const account: Account = { id, userId, currency, balance: 0, createdAt, updatedAt: createdAt };

  if (idempotency) {
    const [outcome] = await recordAnswers(tx, [{ idempotency, answer: account }]);
    if (outcome?.kind === 'mismatch') throw idempotencyKeyReused();
    if (outcome?.kind === 'replay') {
      return { account: reviveAccount(outcome.answer), isReplayed: true };
    }
  }
  // The error rolls back the record of the key, so that the client can use the key again.
  if (!(await insertAccount(tx, account))) throw accountExists(userId);
  return { account, isReplayed: false };
}
