/**
 * Work on a PostgreSQL that may be killed meanwhile. The supervisor restarts it, and the server
 * restarts by itself after one of its sessions crashed; then the work is repeated.
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
  /** Must have the same result if it is repeated after any part of it. */
  readonly work: () => Promise<void>;
}

/**
 * Resolves once the work has succeeded on a server that was not restarted meanwhile.
 * @throws what the work throws on a running server, as a Problem if the server could not do it
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

/** Or until the timeout: a server on a full disk, for example, may run and accept no connection. */
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

/** A full disk, for example, is the machine's problem and not a mistake in this program. */
function problemOf(error: unknown): unknown {
  return isUnavailable(error)
    ? new Problem(`PostgreSQL failed: ${(error as Error).message}.`)
    : error;
}
