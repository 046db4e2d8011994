const minPauseMs = 100;
const maxPauseMs = 5_000;
/** Whoever has lasted as long is not in a loop of dying. */
const resetAfterMs = 10_000;

export interface Backoff {
  /** How long to wait before the next attempt, milliseconds. */
  next(): number;
}

/** No pause, then 100 ms, doubled each time up to 5 s; from the beginning after ten calm seconds. */
export function createBackoff(now: () => number = () => performance.now()): Backoff {
  let pauseMs = 0;
  let lastAt = Number.NEGATIVE_INFINITY;

  return {
    next() {
      const calmMs = now() - lastAt - pauseMs;
      if (calmMs >= resetAfterMs) pauseMs = 0;
      else pauseMs = Math.min(Math.max(minPauseMs, pauseMs * 2), maxPauseMs);
      lastAt = now();
      return pauseMs;
    },
  };
}
