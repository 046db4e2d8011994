import type { TestBroker } from './broker';
import { createDeliveries, createGate, createHarness, eventually, type Harness } from './harness';
import { createTestTopology, type TestTopology } from './topology';

/** Tests retries, dead-lettering and the stop of consumers. Both engines share these guarantees. */
export function describeRecovery(name: string, getBroker: () => TestBroker): void {
  let broker: TestBroker;
  let setting: TestTopology;
  let harness: Harness;

  function setUp(options?: Parameters<typeof createTestTopology>[0]): void {
    broker = getBroker();
    setting = createTestTopology(options);
    harness = createHarness(broker, setting);
  }
  beforeEach(() => setUp());
  afterEach(() => harness.end());

  describe(`recovery on ${name}`, () => {
    test('retries with growing delays', async () => {
      const bus = await harness.openBus();
      const deliveries = createDeliveries();
      await harness.consume(bus, {
        handle: async (message) => {
          deliveries.record(message);
          if (message.attempt < 3) throw new Error('not yet');
        },
      });

      await harness.publish(bus, { id: '1' });
      const seen = [await deliveries.next(), await deliveries.next(), await deliveries.next()];

      expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      const waits = seen.slice(1).map(({ at }, i) => at - (seen[i]?.at ?? at));
      // Allows 1 ms, because two clocks are read at different times.
      waits.forEach((wait, i) => {
        expect(wait).toBeGreaterThanOrEqual((setting.delaysMs[i] ?? 0) - 1);
      });
    });

    test('dead-letters after the last retry, with the reason', async () => {
      const bus = await harness.openBus();
      const deliveries = createDeliveries();
      await harness.consume(bus, {
        handle: async (message) => {
          deliveries.record(message);
          throw Object.assign(new Error(`failure ${message.attempt}`), { code: 'NO_GOOD' });
        },
      });

      await harness.publish(bus, { id: 'hopeless', body: '{"n":1}' });
      const [deadLetter] = await eventually(() => broker.listDeadLetters(setting.queues.things));

      while ((await bus.countDeadLetters()) !== 1);
      expect(deadLetter).toMatchObject({
        id: 'hopeless',
        correlationId: 'correlation of hopeless',
        body: '{"n":1}',
        attempts: 3,
        errorCode: 'NO_GOOD',
        errorMessage: 'failure 3',
      });
      expect(Date.parse(deadLetter?.firstFailedAt ?? '')).toBeLessThan(
        Date.parse(deadLetter?.lastFailedAt ?? ''),
      );
      expect(deliveries.all).toHaveLength(3);
    });

    test('dead-letters a permanently failing message at once and processes the others', async () => {
      const bus = await harness.openBus();
      const deliveries = createDeliveries();
      await harness.consume(bus, {
        handle: async (message) => {
          deliveries.record(message);
          if (message.body === 'not { JSON') throw new SyntaxError('no JSON');
        },
        recoveryFor: (error) => (error instanceof SyntaxError ? 'dead-letter' : 'retry'),
      });

      await broker.inject(setting.queues.things, 'not { JSON');
      await harness.publish(bus, { id: 'good' });
      const deadLetters = await eventually(() => broker.listDeadLetters(setting.queues.things));
      while (deliveries.all.length < 2) await deliveries.next();

      expect(deadLetters).toMatchObject([
        { id: undefined, body: 'not { JSON', attempts: 1, errorCode: 'SyntaxError' },
      ]);
      expect(deliveries.all.map(({ body }) => body).sort()).toEqual(['not { JSON', '{}']);
    });

    test('dead-letters a message whose consumers are repeatedly killed', async () => {
      setUp({ maxRedeliveries: 1 });
      const bus = await harness.openBus();
      await harness.publish(bus, { id: 'deadly' });

      for (const _ of ['delivered', 'redelivered']) {
        const child = await harness.startHoldingConsumer();
        expect(await child.taken).toBe('deadly');
        await child.kill();
      }
      const deliveries = createDeliveries();
      await harness.consume(bus, { handle: async (message) => deliveries.record(message) });
      const deadLetters = await eventually(() => broker.listDeadLetters(setting.queues.things));

      expect(deadLetters).toMatchObject([{ id: 'deadly', body: '{}' }]);
      expect(deliveries.all).toEqual([]);
    });

    test('holds a waiting message without counting attempts or taking another message', async () => {
      setUp({ prefetch: 1 });
      const bus = await harness.openBus();
      const deliveries = createDeliveries();
      let isDatabaseUp = false;
      await harness.consume(bus, {
        handle: async (message) => {
          deliveries.record(message);
          if (!isDatabaseUp) throw new Error('database unavailable');
        },
        recoveryFor: () => 'wait',
      });

      await harness.publish(bus, { id: 'first' });
      await harness.publish(bus, { id: 'second' });
      const held = [await deliveries.next(), await deliveries.next(), await deliveries.next()];
      isDatabaseUp = true;
      let last = await deliveries.next();
      while (last.id === 'first') last = await deliveries.next();

      expect(held.map(({ id, attempt }) => [id, attempt])).toEqual(Array(3).fill(['first', 1]));
      expect(last).toMatchObject({ id: 'second', attempt: 1 });
      expect(await broker.listDeadLetters(setting.queues.things)).toEqual([]);
    });
  });

  describe(`stop of a consumer on ${name}`, () => {
    test('waits for the message in progress, which is then acknowledged', async () => {
      const bus = await harness.openBus();
      const deliveries = createDeliveries();
      const gate = createGate();
      const consumer = await harness.consume(bus, {
        handle: async (message) => {
          deliveries.record(message);
          await gate.opened;
        },
      });
      await harness.publish(bus, { id: 'first' });
      await deliveries.next();

      let isStopped = false;
      const stopping = consumer.stop().then(() => {
        isStopped = true;
      });
      await harness.publish(bus, { id: 'second' });
      const isStoppedBeforehand = isStopped;
      gate.open();
      await stopping;
      await harness.consume(bus, { handle: async (message) => deliveries.record(message) });

      expect(isStoppedBeforehand).toBe(false);
      expect(await deliveries.next()).toMatchObject({ id: 'second' });
      expect(deliveries.all.map(({ id }) => id)).toEqual(['first', 'second']);
    });

    test('returns messages to the queue that are not finished in time', async () => {
      setUp({ closeTimeout: 100 });
      const bus = await harness.openBus();
      const stuck = createDeliveries();
      const consumer = await harness.consume(bus, {
        handle: (message) => {
          stuck.record(message);
          return new Promise(() => {});
        },
      });
      await harness.publish(bus, { id: 'stuck' });
      await stuck.next();

      await consumer.stop();
      const deliveries = createDeliveries();
      await harness.consume(bus, { handle: async (message) => deliveries.record(message) });

      expect(await deliveries.next()).toMatchObject({ id: 'stuck', attempt: 1 });
    });

    test('returns held messages to the queue without waiting', async () => {
      setUp({ closeTimeout: 1_000_000 });
      const bus = await harness.openBus();
      const held = createDeliveries();
      const consumer = await harness.consume(bus, {
        handle: async (message) => {
          held.record(message);
          throw new Error('database unavailable');
        },
        recoveryFor: () => 'wait',
      });
      await harness.publish(bus, { id: 'held' });
      await held.next();

      await consumer.stop();
      const deliveries = createDeliveries();
      await harness.consume(bus, { handle: async (message) => deliveries.record(message) });

      expect(await deliveries.next()).toMatchObject({ id: 'held', attempt: 1 });
    });
  });
}
