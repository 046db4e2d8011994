/**
 * Natural batching: work that arrives while a batch is under way joins the next one.
 *
 * When it is quiet an item runs at once, alone; there is no timer and nobody waits. Under load the
 * batches grow by themselves, because the time one takes, and the rest after it (`rest.ts`), is the
 * time in which the next one collects.
 *
 * - Items keep their order of arrival inside a batch; a batch has at most `sizeMax` of them.
 * - An item whose answer is an error has failed alone; the others' effects stand.
 * - A batch that fails is run again item by item, so that one bad item hurts no neighbour. Where
 *   the dependency itself is away (`UnavailableError`), be it only by then, there is no blame to
 *   find: all that are left fail alike, instead of each waiting in its turn.
 * - At most `backlogMax` items wait. One more is refused, not buffered.
 */
import { UnavailableError } from '../errors/unavailable-error';
import { rest } from './rest';

export interface BatcherOptions<In, Out> {
  /** Answers each item, in the items' order: with an error, too. A rejection fails the whole batch. */
  readonly run: (items: readonly In[]) => Promise<readonly Out[]>;
  readonly sizeMax: number;
  /** Items that may wait for their batch. */
  readonly backlogMax: number;
  /** Batches under way at once; one by default, so that the second collects. */
  readonly concurrencyMax?: number;
}

export interface Batcher<In, Out> {
  /**
   * Resolves with the item's own answer.
   * @throws the error that it was answered with, and UnavailableError when `backlogMax` items are
   *   waiting already
   */
  submit(item: In): Promise<Exclude<Out, Error>>;
}

interface Entry<In, Out> {
  readonly item: In;
  readonly resolve: (out: Exclude<Out, Error>) => void;
  readonly reject: (error: unknown) => void;
}

export function createBatcher<In, Out>(options: BatcherOptions<In, Out>): Batcher<In, Out> {
  const { run, sizeMax, backlogMax, concurrencyMax = 1 } = options;
  let waiting: Entry<In, Out>[] = [];
  let running = 0;
  let isScheduled = false;

  /** Starts after the current turn of the event loop, so that what arrives together goes together. */
  function schedule(): void {
    if (isScheduled || running >= concurrencyMax || waiting.length === 0) return;
    isScheduled = true;
    setImmediate(startBatch);
  }

  function startBatch(): void {
    isScheduled = false;
    const batch = waiting.slice(0, sizeMax);
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
    await rest({ startedAt, size: batch.length, sizeMax, waiting: waiting.length });
  }

  return {
    submit(item) {
      if (waiting.length >= backlogMax) {
        return Promise.reject(new UnavailableError('too much work is waiting already'));
      }
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        schedule();
      });
    },
  };
}

/** Runs one batch and answers every entry of it. Never rejects. */
async function settle<In, Out>(
  run: BatcherOptions<In, Out>['run'],
  batch: readonly Entry<In, Out>[],
): Promise<void> {
  let failure = await tryToAnswer(run, batch);
  if (!failure) return;
  for (const entry of batch) {
    const isAway = failure?.error instanceof UnavailableError;
    if (batch.length > 1 && !isAway) failure = await tryToAnswer(run, [entry]);
    if (failure) entry.reject(failure.error);
  }
}

/** Runs the entries together and answers each, or resolves with why none is answered. */
async function tryToAnswer<In, Out>(
  run: BatcherOptions<In, Out>['run'],
  entries: readonly Entry<In, Out>[],
): Promise<{ readonly error: unknown } | undefined> {
  try {
    const answers = await run(entries.map((entry) => entry.item));
    if (answers.length !== entries.length) throw new Error('a batch must answer each of its items');
    entries.forEach((entry, i) => {
      const answer = answers[i];
      if (answer instanceof Error) entry.reject(answer);
      else entry.resolve(answer as Exclude<Out, Error>);
    });
    return undefined;
  } catch (error) {
    return { error };
  }
}
