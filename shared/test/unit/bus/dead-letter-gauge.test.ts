import { createManualBus } from '@online-shop/test-kit/manual-bus';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { createDeadLetterGauge } from '../../../src/bus/dead-letter-gauge';

function createGauge(counts: readonly (number | Error)[]) {
  const bus = createManualBus();
  const remaining = [...counts];
  let measured = () => {};
  bus.countDeadLetters = async () => {
    setImmediate(() => measured());
    const count = remaining.shift();
    if (typeof count !== 'number') throw count;
    return count;
  };
  const gauge = createDeadLetterGauge({ bus, logger: silentLogger, intervalMs: 60_000 });
  const measurement = () =>
    new Promise<void>((resolve) => {
      measured = resolve;
    });
  return { bus, gauge, measurement };
}

describe('the dead-letter gauge', () => {
  it('has no count before its start', () => {
    const { gauge } = createGauge([]);
    expect(gauge.state()).toEqual({ count: null, measuredAt: null });
  });

  it('counts at its start and whenever the bus comes up', async () => {
    const { bus, gauge, measurement } = createGauge([3, 4]);
    const first = measurement();
    await gauge.start();
    await first;
    expect(gauge.state()).toEqual({ count: 3, measuredAt: expect.stringMatching(/Z$/) });

    const second = measurement();
    bus.goUp();
    await second;
    expect(gauge.state()).toMatchObject({ count: 4 });
    await gauge.stop();
  });

  it('keeps the last count if a measurement fails, and while the bus is down', async () => {
    const { bus, gauge, measurement } = createGauge([3, new Error('frozen'), 9]);
    const first = measurement();
    await gauge.start();
    await first;
    const failed = measurement();
    gauge.wake();
    await failed;
    bus.goDown();
    gauge.wake();
    await gauge.stop();

    expect(gauge.state()).toMatchObject({ count: 3 });
  });
});
