import { type MessageBus, UnroutableError } from '@online-shop/shared/bus/bus';
import { vhostOf } from '@online-shop/shared/bus/topology';
import type { TestBroker } from './broker';
import { createDeliveries, createHarness, type Harness, untilUp } from './harness';
import { createTestTopology, type TestTopology } from './topology';

const neverMs = 1_000_000;

/** Tests that a deleted part of the topology is redeclared. Both engines share this guarantee. */
export function describeTopology(name: string, getBroker: () => TestBroker): void {
  let broker: TestBroker;
  let setting: TestTopology;
  const harnesses: Harness[] = [];

  /** By default only an unroutable message makes the bus redeclare its topology. */
  function openBus(
    harness: Harness = createHarness(broker, setting, { declareIntervalMs: neverMs }),
  ): Promise<MessageBus> {
    harnesses.push(harness);
    return harness.openBus();
  }
  const publish = (bus: MessageBus, id: string) =>
    bus.publish(
      { id, type: 'thing.done', correlationId: 'c', body: '{}' },
      { signal: AbortSignal.timeout(20_000) },
    );

  /** Publishes repeatedly while the bus is up, as the outbox relay does. */
  async function publishUntilRouted(bus: MessageBus, id: string): Promise<void> {
    let isRouted = false;
    while (!isRouted) {
      await untilUp(bus);
      isRouted = await publish(bus, id).then(
        () => true,
        () => false,
      );
    }
  }

  beforeEach(() => {
    broker = getBroker();
    setting = createTestTopology();
  });
  afterEach(async () => {
    for (const harness of harnesses.splice(0)) await harness.end();
  });

  describe(`the topology on ${name}`, () => {
    test('is redeclared after an unroutable message, which readiness reports', async () => {
      const bus = await openBus();
      expect(bus.isReady()).toBe(true);
      const { exchange, queues } = setting;
      await broker.unbind({ exchange, queue: queues.things, key: 'thing.done' });

      await expect(publish(bus, '1')).rejects.toThrow(UnroutableError);

      expect(bus.isUp()).toBe(true);
      expect(bus.isReady()).toBe(false);
      expect(bus.routing()).toEqual({
        unroutableMessages: 1,
        unroutableTypes: ['thing.done'],
        topologyProblem: null,
      });
      await publishUntilRouted(bus, '1');
      expect(bus.isReady()).toBe(true);
      expect(bus.routing().unroutableTypes).toEqual([]);
    });

    test('is redeclared by a service that publishes nothing', async () => {
      const { topology, exchange } = setting;
      const vhost = { ...vhostOf(topology).vhost, queues: {}, bindings: {}, subscriptions: {} };
      const publications = { 'thing.done': { exchange, routingKey: 'thing.done' } };
      const publishing = { topology: { vhosts: { test: { ...vhost, publications } } } };
      const consuming = createHarness(broker, setting, { declareIntervalMs: 50 });
      const consumingBus = await openBus(consuming);
      const deliveries = createDeliveries();
      await consuming.consume(consumingBus, {
        handle: async (message) => deliveries.record(message),
      });
      const bus = await openBus(createHarness(broker, publishing, { declareIntervalMs: neverMs }));

      await broker.deleteExchange(exchange);
      await publishUntilRouted(bus, 'after');

      expect(await deliveries.next()).toMatchObject({ id: 'after' });
    });
  });
}
