import { setTimeout as pause } from 'node:timers/promises';

export interface EventuallyOptions {
  /** Generous: it bounds a failure, a success does not wait for it. Milliseconds. */
  readonly withinMs?: number;
}

const shortestPauseMs = 5;
const longestPauseMs = 200;

/**
 * Probes until the probe no longer throws, and resolves with what it returned: the one way in which
 * anything here waits. Rejects with what the probe said last when its time is over.
 */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  { withinMs = 30_000 }: EventuallyOptions = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  let pauseMs = shortestPauseMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await pause(pauseMs);
    pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
  }
}
