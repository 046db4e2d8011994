import { setTimeout as delay } from 'node:timers/promises';
import { BusUnavailableError, type MessageBus } from '@online-shop/shared/bus/bus';
import { inBursts } from '@online-shop/test-kit/carry';
import { startTcpProxy } from '@online-shop/test-kit/tcp-proxy';
import type { TestBroker } from './broker';
import { createDeliveries, createHarness, createSignal, type Harness, untilUp } from './harness';
import { startSwallowingProxy } from './swallowing-proxy';
import { createTestTopology } from './topology';

/** Tests how a bus survives outages of its broker. Both engines share these guarantees. */
export function describeOutages(
  name: string,
  getBroker: () => TestBroker,
  { terminations }: { readonly terminations: number },
): void {
  let broker: TestBroker;
  let harness: Harness;

  beforeEach(() => {
    broker = getBroker();
    harness = createHarness(broker, createTestTopology());
  });
  afterEach(async () => {
    await harness.end();
    await broker.power?.start();
  });

  describe(`an outage of ${name}`, () => {
    test('rejects a publish with BusUnavailableError, and the bus recovers without a restart', async () => {
      const bus = await harness.openBus();
      const deliveries = createDeliveries();
      await harness.consume(bus, { handle: async (message) => deliveries.record(message) });

      await broker.power?.stop();
      await untilDown(bus);
      await expect(harness.publish(bus, { id: 'away' })).rejects.toThrow(BusUnavailableError);
      await broker.power?.start();
      await untilUp(bus);
      await harness.publish(bus, { id: 'back' });

      expect(await deliveries.next()).toMatchObject({ id: 'back', attempt: 1 });
    });

    test('does not fail the start of a bus', async () => {
      const declaring = await harness.openBus();
      await declaring.stop();
      await broker.power?.kill();

      const bus = await harness.startBus();
      const deliveries = createDeliveries();
      await harness.consume(bus, { handle: async (message) => deliveries.record(message) });
      await expect(harness.publish(bus, { id: 'away' })).rejects.toThrow(BusUnavailableError);
      await broker.power?.start();
      await untilUp(bus);
      await harness.publish(bus, { id: 'back' });

      expect(await deliveries.next()).toMatchObject({ id: 'back' });
    });

    test('does not block the stop of a bus', async () => {
      const bus = await harness.openBus();
      const consumer = await harness.consume(bus, {});
      await broker.power?.kill();
      await untilDown(bus);

      await consumer.stop();
      await bus.stop();

      expect(bus.isUp()).toBe(false);
    });

    test('by SIGKILL loses no confirmed message', async () => {
      const bus = await harness.openBus();
      const ids = Array.from({ length: 200 }, (_, i) => String(i));
      await Promise.all(ids.map((id) => harness.publish(bus, { id })));

      await broker.power?.kill();
      await broker.power?.start();
      await untilUp(bus);
      const deliveries = createDeliveries();
      await harness.consume(bus, { handle: async (message) => deliveries.record(message) });
      const missing = new Set(ids);
      while (missing.size > 0) missing.delete((await deliveries.next()).id ?? '');

      expect(missing.size).toBe(0);
    });

    test('does not prevent the later delivery of held messages', async () => {
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
      await harness.publish(bus, { id: 'held' });
      await deliveries.next();

      await broker.power?.kill();
      await untilDown(bus);
      isDatabaseUp = true;
      await broker.power?.start();
      await untilUp(bus);
      await harness.publish(bus, { id: 'after' });
      let last = await deliveries.next();
      while (last.id !== 'after') last = await deliveries.next();

      expect(last.attempt).toBe(1);
    });
  });

  describe(`connections that ${name} terminates under load`, () => {
    test('lose no message even if the close reason and earlier responses arrive together', async () => {
      const url = new URL(broker.url);
      const proxy = await startTcpProxy(Number(url.port));
      url.port = String(proxy.port);
      proxy.delay(inBursts(20));
      const proxied = createHarness({ ...broker, url: url.href }, createTestTopology());
      try {
        const bus = await proxied.openBus();
        const deliveries = createDeliveries();
        await proxied.consume(bus, { handle: async (message) => deliveries.record(message) });
        const published: string[] = [];
        const publishes = createSignal();
        let isTerminating = true;
        const publishing = Array.from({ length: 8 }, async (_, lane) => {
          for (let i = 0; isTerminating; i += 1) {
            const id = `${lane}-${i}`;
            try {
              await proxied.publish(bus, { id });
              published.push(id);
              publishes.emit();
            } catch (error) {
              if (!(error instanceof BusUnavailableError)) throw error;
              await untilUp(bus);
            }
          }
        });

        for (let i = 0; i < terminations; i += 1) {
          await publishes.next();
          await broker.terminateConnection?.();
        }
        isTerminating = false;
        await Promise.all(publishing);
        const missing = new Set(published);
        while (missing.size > 0) missing.delete((await deliveries.next()).id ?? '');

        expect(published.length).toBeGreaterThanOrEqual(terminations);
      } finally {
        await proxied.end();
        await proxy.close();
      }
    });
  });

  describe(`a half-open connection to ${name}`, () => {
    test('is detected and replaced', async () => {
      const proxy = await startSwallowingProxy(broker.url);
      const setting = createTestTopology();
      const proxied = createHarness({ ...broker, url: proxy.url }, setting);
      try {
        const bus = await proxied.openBus();

        proxy.swallow();
        await untilDown(bus);
        proxy.heal();
        await untilUp(bus);
        await proxied.publish(bus, { id: 'after' });
        const deliveries = createDeliveries();
        await proxied.consume(bus, { handle: async (message) => deliveries.record(message) });

        expect(await deliveries.next()).toMatchObject({ id: 'after' });
      } finally {
        await proxied.end();
        await proxy.close();
      }
    });
  });
}

export async function untilDown(bus: MessageBus): Promise<void> {
  while (bus.isUp()) await delay(20);
}
