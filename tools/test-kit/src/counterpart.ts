import { createBus } from '@online-shop/shared/bus/create-bus';
import type { Queue, Topology } from '@online-shop/shared/bus/topology';
import type { CloudEvent } from '@online-shop/shared/messages/cloud-event';
import { silentLogger } from './silent-logger';

export interface CounterpartOptions {
  readonly busUrl: string;
  /** The queue to consume, with the name that its service uses. */
  readonly queue: string;
  readonly consumes: readonly string[];
  readonly publishes: readonly string[];
}

/** A substitute on the bus for the service that is not under test. */
export interface Counterpart {
  publish(event: CloudEvent): Promise<void>;
  /** Resolves with the next event that was not returned before. */
  next(): Promise<CloudEvent>;
  stop(): Promise<void>;
}

/** Resolves when its queue exists, so that other services can publish to it. */
export async function startCounterpart(options: CounterpartOptions): Promise<Counterpart> {
  const { busUrl: url, queue } = options;
  const bus = createBus({ url, topology: createTopology(options), logger: silentLogger });
  const received: CloudEvent[] = [];
  const waiting: ((event: CloudEvent) => void)[] = [];
  const up = new Promise<void>((resolve) => bus.onUp(resolve));
  const consumer = bus.createConsumer({
    subscription: queue,
    recoveryFor: () => 'dead-letter',
    async handle({ body }) {
      const event = JSON.parse(body) as CloudEvent;
      const give = waiting.shift();
      if (give) give(event);
      else received.push(event);
    },
  });
  await bus.start();
  await consumer.start();
  await up;

  return {
    publish(event) {
      const { id, type, correlationid: correlationId } = event;
      const message = { id, type, correlationId, body: JSON.stringify(event) };
      return bus.publish(message, { signal: AbortSignal.timeout(10_000) });
    },
    next() {
      const event = received.shift();
      return event ? Promise.resolve(event) : new Promise((resolve) => waiting.push(resolve));
    },
    async stop() {
      await consumer.stop();
      await bus.stop();
    },
  };
}

function createTopology({ queue, consumes, publishes }: CounterpartOptions): Topology {
  const dead = `${queue}.dead`;
  const options: Queue['options'] = {
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 50 },
  };
  const publications = publishes.map(
    (routingKey) => [routingKey, { exchange: 'shop.events', routingKey }] as const,
  );
  return {
    vhosts: {
      shop: {
        exchanges: { 'shop.events': { type: 'topic' } },
        queues: { [queue]: { options }, [dead]: { options } },
        bindings: {
          consumed: { source: 'shop.events', destination: queue, bindingKeys: consumes },
        },
        publications: { ...Object.fromEntries(publications), [dead]: { queue: dead } },
        subscriptions: {
          [queue]: {
            queue,
            contentType: 'text/plain',
            prefetch: 10,
            closeTimeout: 5_000,
            recovery: [{ strategy: 'forward', publication: dead }],
          },
        },
      },
    },
  };
}
