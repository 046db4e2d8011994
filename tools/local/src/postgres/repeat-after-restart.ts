/**
 * Repeats work on PostgreSQL if the server restarts meanwhile. The supervisor restarts a killed
 * server, and the server itself restarts after a crashed session.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Postgres } from '@online-shop/servers/postgres';
import { withClient } from '@online-shop/servers/postgres/with-client';
import { Problem } from '@online-shop/servers/problem';
import { classifyDatabaseError } from '@online-shop/shared/database/classify-error';

const pollIntervalMs = 100;
const reachableTimeoutMs = 60_000;

export interface RepeatOptions {
  readonly postgres: Postgres;
  readonly signal: AbortSignal;
  readonly onRepeat: () => void;
  /** Must have the same result if it is repeated after any interruption. */
  readonly work: () => Promise<void>;
}

/**
 * Resolves when the work has succeeded.
 * @throws the error of the work if the server did not restart, as a Problem if the server was
 *   unavailable
 */
export async function repeatAfterRestart(options: RepeatOptions): Promise<void> {
  const { postgres, signal, onRepeat, work } = options;
  for (;;) {
    const { readyCount } = postgres;
    try {
      return await work();
    } catch (error) {
      await untilReachable(postgres, signal);
      if (postgres.readyCount === readyCount) throw problemOf(error);
      onRepeat();
    }
  }
}

/**
 * Waits until the server accepts connections, or until the timeout. A server on a full disk, for
 * example, runs but accepts no connection.
 */
async function untilReachable(postgres: Postgres, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + reachableTimeoutMs;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await withClient(postgres.adminUrl(), async () => {});
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      if (performance.now() > giveUpAt) return;
      await delay(pollIntervalMs, undefined, { signal });
    }
  }
}

function isUnavailable(error: unknown): boolean {
  return classifyDatabaseError(error) === 'unavailable';
}

/** Converts an unavailable server, for example on a full disk, to a Problem: it is not a bug. */
function problemOf(error: unknown): unknown {
  return isUnavailable(error)
    ? new Problem(`PostgreSQL failed: ${(error as Error).message}.`)
    : error;
}
