import { findRabbitmq } from '@online-shop/servers/rabbitmq';
import type { ConsumerOptions } from '@online-shop/shared/bus/bus';
import { describeDelivery } from './support/delivery-contract';
import { createDeliveries, createHarness, type Deliveries, untilUp } from './support/harness';
import { createRabbitmqBroker, type RabbitmqBroker } from './support/rabbitmq-broker';
import { describeRecovery } from './support/recovery-contract';
import { createTestTopology } from './support/topology';
import { describeTopology } from './support/topology-contract';

const start = findRabbitmq();

/** Records each delivery and fails on the first attempt. */
function failingAtFirst({ record }: Deliveries): ConsumerOptions['handle'] {
  return async (message) => {
    record(message);
    if (message.attempt === 1) throw new Error('not yet');
  };
}

// Skipped if no RabbitMQ is available. findRabbitmq logs a warning, or throws with CI=true.
(start ? describe : describe.skip)('with a broker', () => {
  let broker: RabbitmqBroker;
  beforeAll(async () => {
    if (start) broker = await createRabbitmqBroker(start);
  }, 120_000);
  afterAll(() => broker?.dispose());

  describeDelivery('RabbitMQ', () => broker);
  describeRecovery('RabbitMQ', () => broker);
  describeTopology('RabbitMQ', () => broker);

  // RabbitMQ may keep rejecting messages on a channel while it accepts them on another.
  test('opens another connection after RabbitMQ has rejected a message', async () => {
    const setting = createTestTopology();
    const harness = createHarness(broker, setting);
    const bus = await harness.openBus();
    const allow = await broker.refuseAll(setting.exchange);

    const isBack = new Promise<void>((resolve) => bus.onUp(resolve));
    const refused = harness.publish(bus, { id: 'refused' });
    await expect(refused).rejects.toThrow('the broker rejected the message');
    await isBack;
    await allow();

    await untilUp(bus);
    await harness.publish(bus, { id: 'taken' });
    await harness.end();
  });

  test('retries a message whose headers are too long to be republished', async () => {
    const setting = createTestTopology();
    const harness = createHarness(broker, setting);
    const bus = await harness.openBus();
    const deliveries = createDeliveries();
    await harness.consume(bus, { handle: failingAtFirst(deliveries) });

    await broker.inject(setting.queues.things, 'long', { long: 'x'.repeat(65_400) });

    expect(await deliveries.next()).toMatchObject({ body: 'long', attempt: 1 });
    expect(await deliveries.next()).toMatchObject({ body: 'long', attempt: 2 });
    await harness.end();
  });

  test.each([
    ['x-death that is not a list', { 'x-death': 'often' }],
    ['x-death that is not a list of tables', { 'x-death': [null] }],
    ['rascal that names an encryption', { rascal: { encryption: { name: 'rot13' } } }],
    ['rascal that is not a table', { rascal: 7 }],
  ])('delivers a foreign message with a header %s on the same connection', async (_, headers) => {
    const setting = createTestTopology();
    const harness = createHarness(broker, setting);
    const bus = await harness.openBus();
    const deliveries = createDeliveries();
    await harness.consume(bus, { handle: async (message) => deliveries.record(message) });
    let reconnects = 0;
    bus.onUp(() => {
      reconnects += 1;
    });

    await broker.inject(setting.queues.things, 'foreign', headers);
    expect(await deliveries.next()).toMatchObject({ body: 'foreign', attempt: 1 });
    await harness.publish(bus, { id: 'next' });

    expect(await deliveries.next()).toMatchObject({ id: 'next' });
    expect(reconnects).toBe(0);
    await harness.end();
  });

  test('delivers a foreign message whose Rascal header requests a rejection', async () => {
    const setting = createTestTopology();
    const harness = createHarness(broker, setting);
    const bus = await harness.openBus();
    const deliveries = createDeliveries();
    await harness.consume(bus, { handle: async (message) => deliveries.record(message) });
    const recovery = { [setting.queues.things]: { immediateNack: true } };

    await broker.inject(setting.queues.things, 'foreign', { rascal: { recovery } });

    expect(await deliveries.next()).toMatchObject({ body: 'foreign' });
    await harness.end();
  });

  test('uses a broker with several nodes while one node is down', async () => {
    const url = broker.url.replace(/@([^/]*)/, '@127.0.0.1:1,$1');
    const setting = createTestTopology();
    const harness = createHarness({ url }, setting);
    const bus = await harness.openBus();
    const deliveries = createDeliveries();
    await harness.consume(bus, { handle: async (message) => deliveries.record(message) });

    await harness.publish(bus, { id: '1' });

    expect(await deliveries.next()).toMatchObject({ id: '1' });
    await harness.end();
  });

  describe('a queue that is deleted from RabbitMQ', () => {
    test('is redeclared by its consumer', async () => {
      const setting = createTestTopology();
      const harness = createHarness(broker, setting);
      const bus = await harness.openBus();
      const deliveries = createDeliveries();
      await harness.consume(bus, { handle: async (message) => deliveries.record(message) });
      const isBack = new Promise<void>((resolve) => bus.onUp(resolve));

      await broker.deleteQueue(setting.queues.things);
      await isBack;
      await harness.publish(bus, { id: 'after' });

      expect(await deliveries.next()).toMatchObject({ id: 'after' });
      await harness.end();
    });

    test('is redeclared when a failed message is forwarded to it', async () => {
      const setting = createTestTopology();
      const harness = createHarness(broker, setting);
      const bus = await harness.openBus();
      const deliveries = createDeliveries();
      await harness.consume(bus, { handle: failingAtFirst(deliveries) });

      await broker.deleteQueue(`${setting.queues.things}.retry-1`);
      await harness.publish(bus, { id: '1' });
      let last = await deliveries.next();
      while (last.attempt === 1) last = await deliveries.next();

      expect(last).toMatchObject({ id: '1', attempt: 2 });
      await untilUp(bus);
      await harness.end();
    });
  });
});
