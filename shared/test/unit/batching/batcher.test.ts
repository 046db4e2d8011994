import { createBatcher } from '@online-shop/shared/batching/batcher';
import { UnavailableError } from '@online-shop/shared/errors/unavailable-error';
import fc from 'fast-check';

/** Creates a batcher whose batches run until the test ends them. */
function createHeldBatcher(limits: { maxBatchSize?: number; maxBacklog?: number } = {}) {
  const batches: { items: readonly string[]; end: () => void; fail: (error: Error) => void }[] = [];
  const started = createQueue<void>();
  const batcher = createBatcher<string, string>({
    maxBatchSize: 100,
    maxBacklog: 100,
    ...limits,
    run: (items) =>
      new Promise((resolve, reject) => {
        batches.push({
          items,
          end: () => resolve(items.map((item) => `${item}!`)),
          fail: reject,
        });
        started.push();
      }),
  });
  return { batcher, batches, nextStart: started.next };
}

function createQueue<T>() {
  const waiting: ((value: T) => void)[] = [];
  const ready: T[] = [];
  return {
    push(value: T) {
      const take = waiting.shift();
      if (take) take(value);
      else ready.push(value);
    },
    next: () =>
      new Promise<T>((resolve) => {
        if (ready.length > 0) resolve(ready.shift() as T);
        else waiting.push(resolve);
      }),
  };
}

describe('batcher', () => {
  it('runs a single item at once, in a batch of one', async () => {
    const { batcher, batches, nextStart } = createHeldBatcher();
    const result = batcher.submit('a');
    await nextStart();
    expect(batches[0]?.items).toEqual(['a']);
    batches[0]?.end();
    await expect(result).resolves.toBe('a!');
  });

  it('collects items that arrive during a batch into the next batch, in order', async () => {
    const { batcher, batches, nextStart } = createHeldBatcher();
    const first = batcher.submit('a');
    await nextStart();
    const others = ['b', 'c', 'd'].map((item) => batcher.submit(item));
    expect(batches).toHaveLength(1);
    batches[0]?.end();
    await first;
    await nextStart();
    expect(batches[1]?.items).toEqual(['b', 'c', 'd']);
    batches[1]?.end();
    await expect(Promise.all(others)).resolves.toEqual(['b!', 'c!', 'd!']);
  });

  it('limits a batch to maxBatchSize items', async () => {
    const { batcher, batches, nextStart } = createHeldBatcher({ maxBatchSize: 2 });
    const results = ['a', 'b', 'c'].map((item) => batcher.submit(item));
    await nextStart();
    expect(batches[0]?.items).toEqual(['a', 'b']);
    batches[0]?.end();
    await nextStart();
    expect(batches[1]?.items).toEqual(['c']);
    batches[1]?.end();
    await expect(Promise.all(results)).resolves.toEqual(['a!', 'b!', 'c!']);
  });

  it('rejects an item with UnavailableError if maxBacklog items are waiting', async () => {
    const { batcher, batches, nextStart } = createHeldBatcher({ maxBatchSize: 1, maxBacklog: 2 });
    const running = batcher.submit('a');
    await nextStart();
    const waiting = [batcher.submit('b'), batcher.submit('c')];
    await expect(batcher.submit('d')).rejects.toBeInstanceOf(UnavailableError);
    for (let i = 0; i < 3; i += 1) {
      batches[i]?.end();
      if (i < 2) await nextStart();
    }
    await expect(Promise.all([running, ...waiting])).resolves.toEqual(['a!', 'b!', 'c!']);
  });

  it('runs the items of a failed batch one by one, so that only the invalid item fails', async () => {
    const sizes: number[] = [];
    const batcher = createBatcher<string, string>({
      maxBatchSize: 10,
      maxBacklog: 10,
      run: async (items) => {
        sizes.push(items.length);
        if (items.includes('bad')) throw new Error('poisoned');
        return items;
      },
    });
    const outcomes = await Promise.allSettled(['a', 'bad', 'c'].map((i) => batcher.submit(i)));
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(sizes).toEqual([3, 1, 1, 1]);
  });

  it('rejects only the item whose result is an error, and does not run the batch again', async () => {
    const run = jest.fn(async (items: readonly string[]) =>
      items.map((item) => (item === 'bad' ? new Error('refused') : `${item}!`)),
    );
    const batcher = createBatcher({ run, maxBatchSize: 100, maxBacklog: 100 });
    const outcomes = await Promise.allSettled(['a', 'bad', 'b'].map(batcher.submit));
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: 'a!' },
      { status: 'rejected', reason: new Error('refused') },
      { status: 'fulfilled', value: 'b!' },
    ]);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('fails the whole batch without further attempts if a dependency is unavailable', async () => {
    const sizes: number[] = [];
    const batcher = createBatcher<string, string>({
      maxBatchSize: 10,
      maxBacklog: 10,
      run: async (items) => {
        sizes.push(items.length);
        throw new UnavailableError('database unavailable');
      },
    });
    const outcomes = await Promise.allSettled(['a', 'b'].map((i) => batcher.submit(i)));
    expect(outcomes.every((outcome) => outcome.status === 'rejected')).toBe(true);
    expect(sizes).toEqual([2]);
  });

  it('fails the remaining items if a dependency becomes unavailable during the item-by-item run', async () => {
    const calls: string[][] = [];
    const unavailable = new UnavailableError('database unavailable');
    const batcher = createBatcher<string, string>({
      maxBatchSize: 10,
      maxBacklog: 10,
      run: async (items) => {
        calls.push([...items]);
        if (items.length > 1) throw new Error('poisoned');
        if (items.includes('b')) throw unavailable;
        return items;
      },
    });
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map(batcher.submit));
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: 'a' },
      ...Array(3).fill({ status: 'rejected', reason: unavailable }),
    ]);
    expect(calls).toEqual([['a', 'b', 'c', 'd'], ['a'], ['b']]);
  });

  it('runs the next batch after a failed batch', async () => {
    let isBroken = true;
    const batcher = createBatcher<string, string>({
      maxBatchSize: 10,
      maxBacklog: 10,
      run: async (items) => {
        if (isBroken) throw new Error('broken');
        return items;
      },
    });
    await expect(batcher.submit('a')).rejects.toThrow('broken');
    isBroken = false;
    await expect(batcher.submit('b')).resolves.toBe('b');
  });

  it('resolves each item with its own result for any batch sizes and failures', async () => {
    const items = fc.array(fc.record({ value: fc.nat(), isBad: fc.boolean() }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 9 }), async (given, maxBatchSize) => {
        const batcher = createBatcher<(typeof given)[number], number>({
          maxBatchSize,
          maxBacklog: 100,
          run: async (batch) => {
            await Promise.resolve();
            if (batch.some((item) => item.isBad)) throw new Error('bad');
            return batch.map((item) => item.value + 1);
          },
        });
        const outcomes = await Promise.allSettled(given.map((item) => batcher.submit(item)));
        outcomes.forEach((outcome, i) => {
          const item = given[i] as (typeof given)[number];
          expect(outcome.status).toBe(item.isBad ? 'rejected' : 'fulfilled');
          if (outcome.status === 'fulfilled') expect(outcome.value).toBe(item.value + 1);
        });
      }),
    );
  });
});
