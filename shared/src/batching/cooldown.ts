/**
 * The pause between two batches under load. Work that arrives during the pause joins the next
 * batch.
 *
 * The fixed cost of a batch is much higher than the cost of one more item. The pause grows with the
 * size of the last batch, so that under load the next batch is larger and each item costs less.
 *
 * There is no pause after a batch of one item, because no other request has arrived at the same
 * time. There is no pause either if at least half of a full batch was processed or is waiting: a
 * larger batch would save little, and a backlog is drained at full speed.
 */
export interface FinishedBatch {
  /** The result of `performance.now()` at the start of the batch. */
  readonly startedAt: number;
  /** The number of items in the batch. */
  readonly size: number;
  readonly maxBatchSize: number;
  /** The number of items that wait for the next batch. */
  readonly waiting: number;
}

/** After a batch of this size, the pause is as long as the batch took. */
const balancedSize = 10;
const maxCooldownMs = 50;

/**
 * Waits for a tenth of the batch's duration per item, at most 50 ms. Returns at once after a batch
 * of at most one item, or if at least half of a full batch was processed or is waiting.
 */
export async function cooldown(batch: FinishedBatch): Promise<void> {
  const { startedAt, size, maxBatchSize, waiting } = batch;
  if (size <= 1 || Math.max(size, waiting) >= maxBatchSize / 2) return;
  const durationMs = performance.now() - startedAt;
  const cooldownMs = Math.min(maxCooldownMs, (durationMs * size) / balancedSize);
  await new Promise((resolve) => setTimeout(resolve, cooldownMs));
}
