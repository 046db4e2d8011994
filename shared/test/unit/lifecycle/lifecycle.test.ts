import fc from 'fast-check';
import type { Component } from '../../../src/lifecycle/component';
import { createLifecycle, StoppedError } from '../../../src/lifecycle/lifecycle';

interface Recorded {
  readonly events: string[];
  create(name: string, behaviour?: { startFails?: boolean; stopFails?: boolean }): Component;
}

function record(): Recorded {
  const events: string[] = [];
  return {
    events,
    create: (name, { startFails = false, stopFails = false } = {}) => ({
      name,
      async start() {
        await Promise.resolve();
        if (startFails) throw new Error(`${name} cannot start`);
        events.push(`+${name}`);
      },
      async stop() {
        await Promise.resolve();
        events.push(`-${name}`);
        if (stopFails) throw new Error(`${name} cannot stop`);
      },
    }),
  };
}

describe('lifecycle', () => {
  it('starts in order and stops in reverse', async () => {
    const { events, create } = record();
    const lifecycle = createLifecycle([create('a'), create('b'), create('c')]);
    await lifecycle.start();
    await lifecycle.stop();
    expect(events).toEqual(['+a', '+b', '+c', '-c', '-b', '-a']);
  });

  it('stops the started components if another component fails to start', async () => {
    const { events, create } = record();
    const lifecycle = createLifecycle([
      create('a'),
      create('b', { startFails: true }),
      create('c'),
    ]);
    await expect(lifecycle.start()).rejects.toThrow('b cannot start');
    await lifecycle.stop();
    expect(events).toEqual(['+a', '-a']);
  });

  it('stops every component even if some fail to stop, and rejects with the first error', async () => {
    const { events, create } = record();
    const lifecycle = createLifecycle([
      create('a', { stopFails: true }),
      create('b', { stopFails: true }),
      create('c'),
    ]);
    await lifecycle.start();
    await expect(lifecycle.stop()).rejects.toThrow('b cannot stop');
    expect(events.slice(3)).toEqual(['-c', '-b', '-a']);
  });

  it('starts no further component after stop was called', async () => {
    const { events, create } = record();
    const lifecycle = createLifecycle([create('a'), create('b')]);
    const starting = lifecycle.start();
    await lifecycle.stop();
    await expect(starting).rejects.toThrow(StoppedError);
    expect(events).toEqual(['+a', '-a']);
  });

  it('rejects a start after a stop', async () => {
    const { events, create } = record();
    const lifecycle = createLifecycle([create('a')]);
    await lifecycle.stop();
    await expect(lifecycle.start()).rejects.toThrow(StoppedError);
    expect(events).toEqual([]);
  });

  it('stops every started component after any sequence of start and stop calls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
        fc.array(fc.constantFrom('start', 'stop', 'pause' as const), { maxLength: 12 }),
        async (failures, calls) => {
          const { events, create } = record();
          const lifecycle = createLifecycle(
            failures.map((startFails, i) => create(String(i), { startFails: startFails && i > 2 })),
          );
          for (const call of calls) {
            if (call === 'pause') await Promise.resolve();
            else lifecycle[call]().catch(() => {});
          }
          await lifecycle.stop();
          const starts = events.filter((event) => event.startsWith('+'));
          const stops = events.filter((event) => event.startsWith('-'));
          expect(stops).toEqual(starts.map((event) => event.replace('+', '-')).reverse());
        },
      ),
    );
  });
});
