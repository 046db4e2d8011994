/**
 * Natural batching: work that arrives while a batch runs joins the next batch.
 *
 * At low load each item runs at once, in a batch of one item. The batcher sets no timer to collect
 * items. Under load the batches grow, because the next batch collects items while the current batch
 * runs and during the pause after it (`cooldown.ts`).
 *
 * - A batch contains at most `maxBatchSize` items, in order of arrival.
 * - If the result of an item is an error, only this item fails. The other items keep their results.
 * - If a batch fails, the batcher runs each of its items alone, so that one invalid item does not
 *   fail the others. If a dependency is unavailable (`UnavailableError`), the batcher fails all
 *   remaining items with that error instead, because each of them would wait for the same timeout.
 * - At most `maxBacklog` items wait. Further items are rejected with `UnavailableError`.
 */
import { UnavailableError } from '../errors/unavailable-error';
import { cooldown } from './cooldown';

export interface BatcherOptions<In, Out> {
  /**
   * Processes one batch. Resolves with one result per item, in the order of the items. A result may
   * be an `Error`. A rejection fails the whole batch.
   */
  readonly run: (items: readonly In[]) => Promise<readonly Out[]>;
  /** The maximum number of items in a batch. */
  readonly maxBatchSize: number;
  /** The maximum number of items that wait for a batch. */
  readonly maxBacklog: number;
  /** The maximum number of batches that run at the same time. Defaults to 1. */
  readonly maxConcurrency?: number;
}

export interface Batcher<In, Out> {
  /**
   * Adds the item to the next batch. Resolves with the item's result.
   * @throws the item's result if the result is an error
   * @throws the error of the batch if the batch fails
   * @throws UnavailableError if `maxBacklog` items are waiting
   */
  submit(item: In): Promise<Exclude<Out, Error>>;
}

interface Entry<In, Out> {
  readonly item: In;
  readonly resolve: (out: Exclude<Out, Error>) => void;
  readonly reject: (error: unknown) => void;
}

export function createBatcher<In, Out>(options: BatcherOptions<In, Out>): Batcher<In, Out> {
  const { run, maxBatchSize, maxBacklog, maxConcurrency = 1 } = options;
  let waiting: Entry<In, Out>[] = [];
  let running = 0;
  let isScheduled = false;

  /**
   * Starts a batch after the current turn of the event loop, so that items submitted in one turn
   * share a batch.
   */
  function schedule(): void {
    if (isScheduled || running >= maxConcurrency || waiting.length === 0) return;
    isScheduled = true;
    setImmediate(startBatch);
  }

  function startBatch(): void {
    isScheduled = false;
    const batch = waiting.slice(0, maxBatchSize);
    waiting = waiting.slice(batch.length);
    running += 1;
    void runBatch(batch).finally(() => {
      running -= 1;
      schedule();
    });
    schedule();
  }

  async function runBatch(batch: readonly Entry<In, Out>[]): Promise<void> {
    const startedAt = performance.now();
    await settle(run, batch);
    await cooldown({ startedAt, size: batch.length, maxBatchSize, waiting: waiting.length });
  }

  return {
    submit(item) {
      if (waiting.length >= maxBacklog) {
        return Promise.reject(
          new UnavailableError(`the backlog is full: ${maxBacklog} items are waiting`),
        );
      }
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        schedule();
      });
    },
  };
}

/** Runs one batch and settles the promise of each entry. Never rejects. */
async function settle<In, Out>(
  run: BatcherOptions<In, Out>['run'],
  batch: readonly Entry<In, Out>[],
): Promise<void> {
  let failure = await tryToSettle(run, batch);
  if (!failure) return;
  for (const entry of batch) {
    const isUnavailable = failure?.error instanceof UnavailableError;
    if (batch.length > 1 && !isUnavailable) failure = await tryToSettle(run, [entry]);
    if (failure) entry.reject(failure.error);
  }
}

/**
 * Runs the entries as one batch and settles the promise of each entry. If the batch fails, settles
 * none of them and resolves with the error.
 */
async function tryToSettle<In, Out>(
  run: BatcherOptions<In, Out>['run'],
  entries: readonly Entry<In, Out>[],
): Promise<{ readonly error: unknown } | undefined> {
  try {
    const results = await run(entries.map((entry) => entry.item));
    if (results.length !== entries.length) {
      throw new Error(`the batch returned ${results.length} results for ${entries.length} items`);
    }
    entries.forEach((entry, i) => {
      const result = results[i];
      if (result instanceof Error) entry.reject(result);
      else entry.resolve(result as Exclude<Out, Error>);
    });
    return undefined;
  } catch (error) {
    return { error };
  }
}
