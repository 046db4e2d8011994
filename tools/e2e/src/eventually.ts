import { setTimeout as pause } from 'node:timers/promises';

export interface EventuallyOptions {
  /** The timeout in milliseconds. A high value delays only failures. */
  readonly withinMs?: number;
}

const shortestPauseMs = 5;
const longestPauseMs = 200;

/**
 * Calls the probe until it no longer throws, and resolves with its result. Rejects with the last
 * error of the probe after the timeout. All waiting in these tests uses this function.
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
