import { createBatcher } from '@online-shop/shared/batching/batcher';
import { UnavailableError } from '@online-shop/shared/errors/unavailable-error';
import fc from 'fast-check';

/** A batcher whose batches end only when the test says so. */
function createHeldBatcher(limits: { sizeMax?: number; backlogMax?: number } = {}) {
  const batches: { items: readonly string[]; end: () => void; fail: (error: Error) => void }[] = [];
  const started = createQueue<void>();
  const batcher = createBatcher<string, string>({
    sizeMax: 100,
    backlogMax: 100,
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
  it('runs a lone item at once, in a batch of one', async () => {
    const { batcher, batches, nextStart } = createHeldBatcher();
    const answer = batcher.submit('a');
    await nextStart();
    expect(batches[0]?.items).toEqual(['a']);
    batches[0]?.end();
    await expect(answer).resolves.toBe('a!');
  });

  it('collects what arrives while a batch is under way into the next one, in order', async () => {
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

  it('cuts a batch at its largest size', async () => {
    const { batcher, batches, nextStart } = createHeldBatcher({ sizeMax: 2 });
    const answers = ['a', 'b', 'c'].map((item) => batcher.submit(item));
    await nextStart();
    expect(batches[0]?.items).toEqual(['a', 'b']);
    batches[0]?.end();
    await nextStart();
    expect(batches[1]?.items).toEqual(['c']);
    batches[1]?.end();
    await expect(Promise.all(answers)).resolves.toEqual(['a!', 'b!', 'c!']);
  });

  it('refuses an item beyond its backlog instead of buffering it', async () => {
    const { batcher, batches, nextStart } = createHeldBatcher({ sizeMax: 1, backlogMax: 2 });
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

  it('runs the items of a failed batch one by one, so that a bad one fails alone', async () => {
    const sizes: number[] = [];
    const batcher = createBatcher<string, string>({
      sizeMax: 10,
      backlogMax: 10,
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

  it('rejects an item that is answered with an error, alone and without running it again', async () => {
    const run = jest.fn(async (items: readonly string[]) =>
      items.map((item) => (item === 'bad' ? new Error('refused') : `${item}!`)),
    );
    const batcher = createBatcher({ run, sizeMax: 100, backlogMax: 100 });
    const outcomes = await Promise.allSettled(['a', 'bad', 'b'].map(batcher.submit));
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: 'a!' },
      { status: 'rejected', reason: new Error('refused') },
      { status: 'fulfilled', value: 'b!' },
    ]);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('fails a whole batch at once where the dependency itself is away', async () => {
    const sizes: number[] = [];
    const batcher = createBatcher<string, string>({
      sizeMax: 10,
      backlogMax: 10,
      run: async (items) => {
        sizes.push(items.length);
        throw new UnavailableError('away');
      },
    });
    const outcomes = await Promise.allSettled(['a', 'b'].map((i) => batcher.submit(i)));
    expect(outcomes.every((outcome) => outcome.status === 'rejected')).toBe(true);
    expect(sizes).toEqual([2]);
  });

  it('asks no more of a dependency that goes away between the items of a failed batch', async () => {
    const asked: string[][] = [];
    const away = new UnavailableError('away');
    const batcher = createBatcher<string, string>({
      sizeMax: 10,
      backlogMax: 10,
      run: async (items) => {
        asked.push([...items]);
        if (items.length > 1) throw new Error('poisoned');
        if (items.includes('b')) throw away;
        return items;
      },
    });
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map(batcher.submit));
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: 'a' },
      ...Array(3).fill({ status: 'rejected', reason: away }),
    ]);
    expect(asked).toEqual([['a', 'b', 'c', 'd'], ['a'], ['b']]);
  });

  it('goes on after a failure', async () => {
    let isBroken = true;
    const batcher = createBatcher<string, string>({
      sizeMax: 10,
      backlogMax: 10,
      run: async (items) => {
        if (isBroken) throw new Error('broken');
        return items;
      },
    });
    await expect(batcher.submit('a')).rejects.toThrow('broken');
    isBroken = false;
    await expect(batcher.submit('b')).resolves.toBe('b');
  });

  it('gives every item its own answer, whatever the batches and the failures', async () => {
    const items = fc.array(fc.record({ value: fc.nat(), isBad: fc.boolean() }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 9 }), async (given, sizeMax) => {
        const batcher = createBatcher<(typeof given)[number], number>({
          sizeMax,
          backlogMax: 100,
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
