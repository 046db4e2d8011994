/**
 * A rest between two batches under load. What arrives meanwhile shares the next one, and a batch
 * costs far more than an item in it: the more came last time, the longer the rest, and the larger
 * and cheaper the next batch.
 *
 * When it is quiet nobody rests: a batch of one is a sign that nobody else is about to come. Where
 * half of a full batch came, or waits already, there is nothing to gain: a backlog is drained at
 * full speed.
 */
export interface FinishedBatch {
  /** As `performance.now()` gave it. */
  readonly startedAt: number;
  readonly size: number;
  readonly sizeMax: number;
  /** Items that wait for the next batch. */
  readonly waiting: number;
}

/** The size of a batch after which the rest is as long as the batch took. */
const balancedSize = 10;
const restMaxMs = 50;

/**
 * Resolves after a tenth of the time that the batch took for each of its items, 50 ms at most; at
 * once where a rest is of no use.
 */
export async function rest({ startedAt, size, sizeMax, waiting }: FinishedBatch): Promise<void> {
  if (size <= 1 || Math.max(size, waiting) >= sizeMax / 2) return;
  const tookMs = performance.now() - startedAt;
  const restMs = Math.min(restMaxMs, (tookMs * size) / balancedSize);
  await new Promise((resolve) => setTimeout(resolve, restMs));
}
