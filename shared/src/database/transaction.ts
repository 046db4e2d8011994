import { UnavailableError } from '../errors/unavailable-error';
import { classifyDatabaseError } from './classify-error';
import type { TransactionClient } from './client';

export interface TransactionLimits {
  /** How long the work may take, milliseconds; by default what the client was made with. */
  readonly timeoutMs?: number;
}

const maxAttempts = 4;

/**
 * Does the work in one interactive transaction (READ COMMITTED) and commits it, or leaves nothing.
 * A transaction that lost a conflict is done again from its beginning, so the work must have no
 * effect but through `tx`.
 * @throws UnavailableError when the database is away (a COMMIT cut off in the middle may have
 *   taken effect, which is why every effect carries a key of its own), or when the work lost one
 *   conflict after the other
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
      if (kind === 'unavailable') throw unavailable('the database cannot be reached', error);
      if (attempt === maxAttempts) throw unavailable('the database is too busy', error);
    }
  }
}

/**
 * Does a read outside a transaction, under the same promise about an absent database.
 * @throws UnavailableError when the database is away
 */
export async function reading<T>(read: PromiseLike<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (classifyDatabaseError(error) !== 'unavailable') throw error;
    throw unavailable('the database cannot be reached', error);
  }
}

function unavailable(message: string, cause: unknown): UnavailableError {
  return new UnavailableError(message, { cause });
}
