import { findOwnRabbitmq } from '@online-shop/servers/rabbitmq';
import type { MessageBus } from '@online-shop/shared/bus/bus';
import {
  createDeliveries,
  createGate,
  createHarness,
  eventually,
  type Harness,
  untilUp,
} from './support/harness';
import { untilDown } from './support/outage-contract';
import { createRabbitmqBroker, type RabbitmqBroker } from './support/rabbitmq-broker';
import { createTestTopology, type TestTopology } from './support/topology';

const start = findOwnRabbitmq();

// Skipped if no RabbitMQ is available. findRabbitmq logs a warning, or throws with CI=true.
(start ? describe : describe.skip)('with a broker whose users the test can change', () => {
  let broker: RabbitmqBroker;
  let setting: TestTopology;
  let harness: Harness;
  let bus: MessageBus;
  beforeAll(async () => {
    if (start) broker = await createRabbitmqBroker(start);
  }, 120_000);
  afterAll(() => broker?.dispose());
  beforeEach(async () => {
    setting = createTestTopology();
    harness = createHarness(broker, setting, { declareIntervalMs: 50 });
    bus = await harness.openBus();
  });
  afterEach(() => harness.end());

  const problem = () =>
    eventually(async () => [bus.routing().topologyProblem].filter((each) => each !== null));
  const noProblem = () =>
    eventually(async () => [bus.routing().topologyProblem].filter((each) => each === null));

  it('reports a queue with other arguments while it exists, and keeps its connection', async () => {
    let connections = 0;
    bus.onUp(() => {
      connections += 1;
    });
    const queue = `${setting.queues.audit}.retry-1`;

    await broker.replaceQueue(queue);

    expect(await problem()).toEqual([expect.stringContaining('PRECONDITION_FAILED')]);
    expect([bus.isUp(), bus.isReady()]).toEqual([true, false]);
    await broker.deleteQueue(queue);
    await noProblem();
    expect([bus.isUp(), bus.isReady()]).toEqual([true, true]);
    expect(connections).toBe(0);
  });

  it('resumes delivery after the queue with other arguments was deleted', async () => {
    const deliveries = createDeliveries();
    await harness.consume(bus, { handle: async (message) => deliveries.record(message) });

    await broker.replaceQueue(setting.queues.things);
    await untilDown(bus);
    await broker.deleteQueue(setting.queues.things);
    await untilUp(bus);
    await harness.publish(bus, { id: 'after' });

    expect(await deliveries.next()).toMatchObject({ id: 'after' });
  });

  it('redelivers a message that is unacknowledged for longer than consumer_timeout', async () => {
    const set = (name: string, ms: number) =>
      broker.power?.control('eval', `application:set_env(rabbit, ${name}, ${ms}).`);
    await set('consumer_timeout', 500);
    await set('channel_tick_interval', 200);
    const deliveries = createDeliveries();
    const redelivered = createGate();
    // A channel reads these settings when it opens.
    const holding = await harness.openBus();
    await harness.consume(holding, {
      handle: async (message) => {
        deliveries.record(message);
        if (deliveries.all.length === 1) await redelivered.opened;
      },
    });
    await harness.publish(bus, { id: 'unacknowledged' });
    const twice = [await deliveries.next(), await deliveries.next()];
    redelivered.open();
    await set('consumer_timeout', 1_800_000);
    await set('channel_tick_interval', 60_000);
    await untilUp(bus);
    await harness.publish(bus, { id: 'next' });
    let last = await deliveries.next();
    while (last.id !== 'next') last = await deliveries.next();

    expect(twice).toEqual([
      expect.objectContaining({ id: 'unacknowledged', attempt: 1 }),
      expect.objectContaining({ id: 'unacknowledged', attempt: 1 }),
    ]);
    expect(await broker.listDeadLetters(setting.queues.things)).toEqual([]);
  });

  it('delivers messages again after the password of its user was restored', async () => {
    const { username, password } = new URL(broker.url);
    const deliveries = createDeliveries();
    await harness.consume(bus, { handle: async (message) => deliveries.record(message) });

    await broker.power?.control('change_password', username, 'another');
    await broker.terminateConnection?.();
    await untilDown(bus);
    await broker.power?.control('change_password', username, password);
    await untilUp(bus);
    await harness.publish(bus, { id: 'after' });

    expect(await deliveries.next()).toMatchObject({ id: 'after' });
  });
});
