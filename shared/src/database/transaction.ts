import { UnavailableError } from '../errors/unavailable-error';
import { classifyDatabaseError } from './classify-error';
import type { TransactionClient } from './client';

export interface TransactionLimits {
  /** Timeout of the work, in milliseconds. Defaults to the timeout of the client (10 s). */
  readonly timeoutMs?: number;
}

const maxAttempts = 4;

/**
 * Runs the work in one interactive transaction (READ COMMITTED). Commits all of its effects or
 * none. A transaction that fails with a conflict is retried from the start, at most three times, so
 * the work must have no side effects outside `tx`.
 * @throws UnavailableError if the database is unavailable, or if all four attempts conflict. An
 *   interrupted COMMIT may have taken effect; for this reason every effect has its own key
 */
export async function inTransaction<Tx, T>(
  client: TransactionClient<Tx>,
  work: (tx: Tx) => Promise<T>,
  { timeoutMs }: TransactionLimits = {},
): Promise<T> {
  const options = timeoutMs === undefined ? {} : { timeout: timeoutMs };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.$transaction(work, options);
    } catch (error) {
      const kind = classifyDatabaseError(error);
      if (kind === 'other') throw error;
      if (kind === 'unavailable') throw unavailable('the database is unavailable', error);
      if (attempt === maxAttempts)
        throw unavailable('the transaction conflicted four times', error);
    }
  }
}

/**
 * Runs a read outside a transaction.
 * @throws UnavailableError if the database is unavailable
 */
export async function reading<T>(read: PromiseLike<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (classifyDatabaseError(error) !== 'unavailable') throw error;
    throw unavailable('the database is unavailable', error);
  }
}

function unavailable(message: string, cause: unknown): UnavailableError {
  return new UnavailableError(message, { cause });
}
