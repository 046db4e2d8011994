import { findOwnRabbitmq } from '@online-shop/servers/rabbitmq';
import { BusUnavailableError } from '@online-shop/shared/bus/bus';
import { startTcpProxy } from '@online-shop/test-kit/tcp-proxy';
import { createDeliveries, createHarness, untilUp } from './support/harness';
import { describeOutages, untilDown } from './support/outage-contract';
import { createRabbitmqBroker, type RabbitmqBroker } from './support/rabbitmq-broker';
import { createTestTopology } from './support/topology';

const start = findOwnRabbitmq();

// Skipped if no RabbitMQ is available. findRabbitmq logs a warning, or throws with CI=true.
(start ? describe : describe.skip)('with a broker that the test can stop', () => {
  let broker: RabbitmqBroker;
  beforeAll(async () => {
    if (start) broker = await createRabbitmqBroker(start);
  }, 120_000);
  afterAll(() => broker?.dispose());

  describeOutages('RabbitMQ', () => broker, { terminations: 3 });

  test('reopens both connections if one is lost while the other opens', async () => {
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

  test('sends nothing while the broker is short of memory, and resumes afterwards', async () => {
    const harness = createHarness(broker, createTestTopology());
    const bus = await harness.openBus();
    const deliveries = createDeliveries();
    await harness.consume(bus, { handle: async (message) => deliveries.record(message) });
    const setMemoryLimit = (limit: string) =>
      broker.power?.control('set_vm_memory_high_watermark', limit);

    await setMemoryLimit('0');
    // RabbitMQ reports the memory alarm on a connection only after it has read a message from it.
    const first = harness.publish(bus, { id: 'first' });
    await untilDown(bus);
    await expect(harness.publish(bus, { id: 'refused' })).rejects.toThrow(
      new BusUnavailableError('the broker blocks publishing'),
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
