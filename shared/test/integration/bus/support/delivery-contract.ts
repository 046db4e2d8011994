import {
  BusUnavailableError,
  type IncomingMessage,
  UnroutableError,
} from '@online-shop/shared/bus/bus';
import type { TestBroker } from './broker';
import { createDeliveries, createGate, createHarness, type Harness } from './harness';
import { createTestTopology, type TestTopology } from './topology';

/** Tests the guarantees of publishing and delivery that both engines share. */
export function describeDelivery(name: string, getBroker: () => TestBroker): void {
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

  describe(`publish on ${name}`, () => {
    test('rejects a message if no queue is bound to its type', async () => {
      const bus = await harness.openBus();

      const publishing = harness.publish(bus, { id: '1', type: 'thing.unheard' });

      await expect(publishing).rejects.toThrow(UnroutableError);
    });

    test('settles several messages with one ID separately', async () => {
      const bus = await harness.openBus();

      const outcomes = await Promise.allSettled([
        harness.publish(bus, { id: '1', type: 'thing.unheard' }),
        harness.publish(bus, { id: '1', type: 'thing.done' }),
        harness.publish(bus, { id: '1', type: 'thing.unheard' }),
      ]);

      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    });

    test('rejects with BusUnavailableError after its deadline', async () => {
      const bus = await harness.openBus();
      const message = { id: '1', type: 'thing.done', correlationId: 'c', body: '{}' };

      const publishing = bus.publish(message, { signal: AbortSignal.abort() });

      await expect(publishing).rejects.toThrow(BusUnavailableError);
    });

    test('accepts 1000 concurrent messages and stores each once', async () => {
      const bus = await harness.openBus();
      const deliveries = createDeliveries();
      const ids = Array.from({ length: 1_000 }, (_, i) => String(i));

      await Promise.all(ids.map((id) => harness.publish(bus, { id })));
      await harness.consume(bus, { handle: async (message) => deliveries.record(message) });
      for (const _ of ids) await deliveries.next();

      expect(new Set(deliveries.all.map(({ id }) => id)).size).toBe(1_000);
      expect(deliveries.all).toHaveLength(1_000);
    });
  });

  describe(`delivery on ${name}`, () => {
    test('passes the ID and the body unchanged', async () => {
      const bus = await harness.openBus();
      const deliveries = createDeliveries();
      await harness.consume(bus, { handle: async (message) => deliveries.record(message) });
      const body = '{"name":"Zoë \\u0000 \\"🛒\\"","n":1.0}';

      await harness.publish(bus, { id: 'an id', body });

      expect(await deliveries.next()).toMatchObject({ id: 'an id', body, attempt: 1 });
    });

    test('passes the correlation ID of the message to the handler', async () => {
      const bus = await harness.openBus();
      const deliveries = createDeliveries();
      const correlationIds: (string | undefined)[] = [];
      await harness.consume(bus, {
        handle: async (message) => {
          correlationIds.push(message.correlationId);
          deliveries.record(message);
        },
      });

      await harness.publish(bus, { id: '1' });
      await deliveries.next();

      expect(correlationIds).toEqual(['correlation of 1']);
    });

    test('does not repeat an acknowledged message', async () => {
      const bus = await harness.openBus();
      const deliveries = createDeliveries();
      const handle = async (message: IncomingMessage) => deliveries.record(message);
      const consumer = await harness.consume(bus, { handle });
      await harness.publish(bus, { id: 'first' });
      await deliveries.next();
      await consumer.stop();

      await harness.consume(bus, { handle });
      await harness.publish(bus, { id: 'second' });
      await deliveries.next();
      while ((await broker.count(setting.queues.things)) > 0);

      expect(deliveries.all.map(({ id }) => id)).toEqual(['first', 'second']);
    });

    test('gives each bound subscription a copy', async () => {
      const bus = await harness.openBus();
      const [things, audit] = [createDeliveries(), createDeliveries()];
      await harness.consume(bus, { handle: async (message) => things.record(message) });
      await harness.consume(bus, {
        subscription: 'audit',
        handle: async (message) => audit.record(message),
      });

      await harness.publish(bus, { id: 'for both', type: 'thing.shared' });

      expect(await things.next()).toMatchObject({ id: 'for both' });
      expect(await audit.next()).toMatchObject({ id: 'for both' });
    });

    test('shares the messages of a queue among its consumers', async () => {
      setUp({ prefetch: 3 });
      const [bus, other] = [await harness.openBus(), await harness.openBus()];
      const deliveries = createDeliveries();
      const gate = createGate();
      for (const each of [bus, other]) {
        await harness.consume(each, {
          handle: async (message) => {
            deliveries.record(message);
            await gate.opened;
          },
        });
      }

      // The total prefetch of both consumers. One consumer could not receive all messages at once.
      const ids = ['1', '2', '3', '4', '5', '6'];
      await Promise.all(ids.map((id) => harness.publish(bus, { id })));
      for (const _ of ids) await deliveries.next();
      gate.open();

      expect(deliveries.all.map(({ id }) => id).sort()).toEqual(ids);
    });

    test('is repeated on another consumer if the consuming process is killed', async () => {
      const bus = await harness.openBus();
      const child = await harness.startHoldingConsumer();
      await harness.publish(bus, { id: 'unacknowledged' });
      expect(await child.taken).toBe('unacknowledged');
      const deliveries = createDeliveries();
      await harness.consume(bus, { handle: async (message) => deliveries.record(message) });

      await child.kill();

      expect(await deliveries.next()).toMatchObject({ id: 'unacknowledged', attempt: 1 });
    });
  });
}
