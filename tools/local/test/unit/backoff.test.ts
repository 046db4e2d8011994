import { createBackoff } from '../../src/process/backoff';

describe('backoff', () => {
  it('begins at once, then pauses longer and longer, up to five seconds', () => {
    const clock = { now: 0 };
    const backoff = createBackoff(() => clock.now);

    const pauses = Array.from({ length: 9 }, () => {
      const pause = backoff.next();
      clock.now += pause;
      return pause;
    });

    expect(pauses).toEqual([0, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it('begins anew after ten calm seconds', () => {
    const clock = { now: 0 };
    const backoff = createBackoff(() => clock.now);
    backoff.next();
    clock.now += backoff.next() + 10_000;

    expect(backoff.next()).toBe(0);
  });
});
