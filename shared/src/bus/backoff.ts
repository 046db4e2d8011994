/**
 * Delays that double from `minMs` to `maxMs`. Half of each delay is random: jitter prevents
 * synchronised retries.
 */
export interface Backoff {
  nextMs(): number;
  reset(): void;
}

export function createBackoff(options: {
  readonly minMs: number;
  readonly maxMs: number;
}): Backoff {
  let stepMs = options.minMs;
  return {
    nextMs() {
      const ms = stepMs / 2 + (stepMs / 2) * Math.random();
      stepMs = Math.min(stepMs * 2, options.maxMs);
      return ms;
    },
    reset() {
      stepMs = options.minMs;
    },
  };
}
