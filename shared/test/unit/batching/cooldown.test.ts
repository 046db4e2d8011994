import { cooldown } from '@online-shop/shared/batching/cooldown';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

interface Batch {
  readonly durationMs: number;
  readonly size: number;
  readonly waiting: number;
}

/** Starts the cooldown after a batch of this duration. The test advances the fake clock. */
function startCooldown({ durationMs, size, waiting }: Batch) {
  const startedAt = performance.now();
  jest.advanceTimersByTime(durationMs);
  let isOver = false;
  void cooldown({ startedAt, size, maxBatchSize: 100, waiting }).then(() => {
    isOver = true;
  });
  return {
    async isOverAfter(ms: number) {
      await jest.advanceTimersByTimeAsync(ms);
      return isOver;
    },
  };
}

describe('cooldown', () => {
  it.each([
    [2, 4],
    [10, 20],
    [20, 40],
  ])('takes a tenth of 20 ms per item: after %i items, %i ms', async (size, cooldownMs) => {
    const { isOverAfter } = startCooldown({ durationMs: 20, size, waiting: 0 });
    expect(await isOverAfter(cooldownMs - 1)).toBe(false);
    expect(await isOverAfter(1)).toBe(true);
  });

  it('takes 50 ms at most', async () => {
    const { isOverAfter } = startCooldown({ durationMs: 1_000, size: 2, waiting: 0 });
    expect(await isOverAfter(49)).toBe(false);
    expect(await isOverAfter(1)).toBe(true);
  });

  it.each([
    ['after a batch of one item', { durationMs: 4, size: 1, waiting: 0 }],
    ['after a batch of half the maximum size', { durationMs: 4, size: 50, waiting: 0 }],
    ['if half a full batch is waiting', { durationMs: 4, size: 2, waiting: 50 }],
    ['after a relay turn without messages', { durationMs: 4, size: 0, waiting: 0 }],
  ])('is skipped %s', async (_, batch) => {
    const { isOverAfter } = startCooldown(batch);
    expect(await isOverAfter(0)).toBe(true);
  });
});
