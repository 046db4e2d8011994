/**
 * A rest between two batches under load. What arrives meanwhile shares the next one, and because a
 * batch costs far more than an item in it, working half of the time costs half as much.
 *
 * When it is quiet nobody rests: a batch of one is a sign that nobody else is about to come. Where
 * half of a full batch is waiting already there is nothing to wait for, either.
 */
export interface FinishedBatch {
  /** As `performance.now()` gave it. */
  readonly startedAt: number;
  readonly size: number;
  readonly sizeMax: number;
  /** Items that wait for the next batch. */
  readonly waiting: number;
}

const restMaxMs = 25;

/** Resolves after as long as the batch took, at most 25 ms; at once where a rest is of no use. */
export async function rest({ startedAt, size, sizeMax, waiting }: FinishedBatch): Promise<void> {
  if (size <= 1 || waiting >= sizeMax / 2) return;
  const tookMs = performance.now() - startedAt;
  await new Promise((resolve) => setTimeout(resolve, Math.min(restMaxMs, tookMs)));
}
