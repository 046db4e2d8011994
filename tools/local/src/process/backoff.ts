const minPauseMs = 100;
const maxPauseMs = 5_000;
/** A process that runs this long before it dies starts the backoff again. */
const resetAfterMs = 10_000;

export interface Backoff {
  /** Returns the pause before the next attempt, in milliseconds. */
  next(): number;
}

/**
 * Returns pauses of 0 ms, 100 ms, 200 ms and so on, up to 5 s. Starts again at 0 ms after 10 s
 * without a failure.
 */
export function createBackoff(now: () => number = () => performance.now()): Backoff {
  let pauseMs = 0;
  let lastAt = Number.NEGATIVE_INFINITY;

  return {
    next() {
      const healthyMs = now() - lastAt - pauseMs;
      if (healthyMs >= resetAfterMs) pauseMs = 0;
      else pauseMs = Math.min(Math.max(minPauseMs, pauseMs * 2), maxPauseMs);
      lastAt = now();
      return pauseMs;
    },
  };
}
