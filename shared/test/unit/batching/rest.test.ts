import { rest } from '@online-shop/shared/batching/rest';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Begins a rest after a batch that took so long, and tells how long it has lasted so far. */
function beginRest({ tookMs, size, waiting }: { tookMs: number; size: number; waiting: number }) {
  const startedAt = performance.now();
  jest.advanceTimersByTime(tookMs);
  let isOver = false;
  const resting = rest({ startedAt, size, sizeMax: 100, waiting }).then(() => {
    isOver = true;
  });
  return {
    resting,
    async isOverAfter(ms: number) {
      await jest.advanceTimersByTimeAsync(ms);
      return isOver;
    },
  };
}

describe('rest', () => {
  it.each([
    [2, 4],
    [10, 20],
    [20, 40],
  ])('after %i items lasts a tenth of the batch for each: %i of 20 ms', async (size, restMs) => {
    const { isOverAfter } = beginRest({ tookMs: 20, size, waiting: 0 });
    expect(await isOverAfter(restMs - 1)).toBe(false);
    expect(await isOverAfter(1)).toBe(true);
  });

  it('lasts 50 ms at most', async () => {
    const { isOverAfter } = beginRest({ tookMs: 1_000, size: 2, waiting: 0 });
    expect(await isOverAfter(49)).toBe(false);
    expect(await isOverAfter(1)).toBe(true);
  });

  it.each([
    ['after a batch of one', { tookMs: 4, size: 1, waiting: 0 }],
    ['after half of a full batch', { tookMs: 4, size: 50, waiting: 0 }],
    ['where half of a full batch waits', { tookMs: 4, size: 2, waiting: 50 }],
    ['after a turn that found nothing', { tookMs: 4, size: 0, waiting: 0 }],
  ])('is left out %s', async (_, batch) => {
    const { isOverAfter } = beginRest(batch);
    expect(await isOverAfter(0)).toBe(true);
  });
});
