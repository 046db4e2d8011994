export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Nearest rank: each is a value that was measured. @throws where there is none */
export function percentilesOf(values: Iterable<number>): Percentiles {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) throw new Error('there are no percentiles of nothing');
  const rank = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] as number;
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99) };
}

/** The middle one, or the mean of the two in the middle. @throws where there is none */
export function medianOf(values: readonly number[]): number {
  if (values.length === 0) throw new Error('there is no median of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  return (lower + upper) / 2;
}
