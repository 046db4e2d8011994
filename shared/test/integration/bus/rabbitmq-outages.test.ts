import { findOwnRabbitmq } from '@online-shop/servers/rabbitmq';
import { BusUnavailableError } from '@online-shop/shared/bus/bus';
import { startTcpProxy } from '@online-shop/test-kit/tcp-proxy';
import { createDeliveries, createHarness, untilUp } from './support/harness';
import { describeOutages, untilDown } from './support/outage-contract';
import { createRabbitmqBroker, type RabbitmqBroker } from './support/rabbitmq-broker';
import { createTestTopology } from './support/topology';

const start = findOwnRabbitmq();

// Skipped where no RabbitMQ can be had: findRabbitmq has said so, and throws where CI=true.
(start ? describe : describe.skip)('with a broker that is ours to stop', () => {
  let broker: RabbitmqBroker;
  beforeAll(async () => {
    if (start) broker = await createRabbitmqBroker(start);
  }, 120_000);
  afterAll(() => broker?.dispose());

  describeOutages('RabbitMQ', () => broker, { terminations: 3 });

  test('a connection that is lost while the other one opens is noticed', async () => {
    const url = new URL(broker.url);
    const proxy = await startTcpProxy(Number(url.port));
    url.port = String(proxy.port);
    const harness = createHarness({ ...broker, url: url.href }, createTestTopology());
    proxy.breakAt(2);
    try {
      const bus = await harness.openBus();
      const deliveries = createDeliveries();
      await harness.consume(bus, { handle: async (message) => deliveries.record(message) });
      await harness.publish(bus, { id: '1' });

      expect(await deliveries.next()).toMatchObject({ id: '1' });
    } finally {
      await harness.end();
      await proxy.close();
    }
  });

  test('a broker short of memory is sent nothing until it takes messages again', async () => {
    const harness = createHarness(broker, createTestTopology());
    const bus = await harness.openBus();
    const deliveries = createDeliveries();
    await harness.consume(bus, { handle: async (message) => deliveries.record(message) });
    const setMemoryLimit = (limit: string) =>
      broker.power?.control('set_vm_memory_high_watermark', limit);

    await setMemoryLimit('0');
    // It tells a connection when it has read a message from it.
    const first = harness.publish(bus, { id: 'first' });
    await untilDown(bus);
    await expect(harness.publish(bus, { id: 'refused' })).rejects.toThrow(
      new BusUnavailableError('the broker takes no messages'),
    );
    await setMemoryLimit('0.4');
    await untilUp(bus);
    await first;
    await harness.publish(bus, { id: 'after' });

    expect(await deliveries.next()).toMatchObject({ id: 'first' });
    expect(await deliveries.next()).toMatchObject({ id: 'after' });
    await harness.end();
  });
});
