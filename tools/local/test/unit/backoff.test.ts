import { createBackoff } from '../../src/process/backoff';

describe('backoff', () => {
  it('starts without a pause and doubles the pauses up to 5 s', () => {
    const clock = { now: 0 };
    const backoff = createBackoff(() => clock.now);

    const pauses = Array.from({ length: 9 }, () => {
      const pause = backoff.next();
      clock.now += pause;
      return pause;
    });

    expect(pauses).toEqual([0, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it('resets after ten seconds without a failure', () => {
    const clock = { now: 0 };
    const backoff = createBackoff(() => clock.now);
    backoff.next();
    clock.now += backoff.next() + 10_000;

    expect(backoff.next()).toBe(0);
  });
});
