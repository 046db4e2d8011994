import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { IncomingMessage, MessageBus } from '@online-shop/shared/bus/bus';
import { createBus } from '@online-shop/shared/bus/create-bus';
import type { Component } from '@online-shop/shared/lifecycle/component';
import { createEvent } from '@online-shop/shared/messages/create-event';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import type {
  ConsumedQueue,
  DeadLetterStore,
  Listing,
} from '../../../src/dead-letters/dead-letter-store';
import { openStore } from '../../../src/dead-letters/open-store';
import type { TestBroker } from './broker';
import type { TestTopologies } from './topology';

/** Makes dead letters as they come about: a publisher, and a consumer that refuses everything. */
export interface Undertaker {
  /** Declares the topologies, and until `end` dead-letters what is published or injected. */
  open(): Promise<void>;
  publish(...orderIds: readonly string[]): Promise<void>;
  /** From now on messages are handled and not refused: the next of them. */
  handleNext(): Promise<IncomingMessage>;
  /** Opens a store for one piece of work. */
  withStore<T>(work: (store: DeadLetterStore) => Promise<T>, lettersMax?: number): Promise<T>;
  /** Looks until there are so many dead letters. */
  untilDead(count: number): Promise<Listing>;
  /** Nothing is consumed any more. */
  rest(): Promise<void>;
  end(): Promise<void>;
}

export const correlationOf = (orderId: string) => `correlation of ${orderId}`;

export function bodyOf(orderId: string): string {
  const trace = { correlationId: correlationOf(orderId) };
  const data = { userId: 'ann', amount: 25_000, currency: 'RUB' };
  const facts = { source: '/orders-service', orderId, time: new Date(0), trace, data };
  return JSON.stringify(createEvent(orderCreated, facts));
}

type Topologies = Omit<TestTopologies, 'queues'> & { readonly queues: readonly ConsumedQueue[] };

export function createUndertaker(broker: TestBroker, topologies: Topologies): Undertaker {
  const components: Component[] = [];
  let publisher: MessageBus | undefined;
  let consumer: Component | undefined;
  let onHandled: ((message: IncomingMessage) => void) | undefined;

  async function start(topology: TestTopologies['orders']): Promise<MessageBus> {
    const bus = createBus({ url: broker.url, topology, logger: silentLogger });
    components.push(bus);
    await bus.start();
    await new Promise<void>((resolve) => (bus.isUp() ? resolve() : bus.onUp(resolve)));
    return bus;
  }

  async function withStore<T>(
    work: (store: DeadLetterStore) => Promise<T>,
    lettersMax = 1_000,
  ): Promise<T> {
    const { url } = broker;
    const store = await openStore({ url, queues: topologies.queues, lettersMax });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  return {
    async open() {
      publisher = await start(topologies.orders);
      const bus = await start(topologies.payments);
      consumer = bus.createConsumer({
        subscription: 'order-created',
        async handle(message) {
          if (!onHandled) throw Object.assign(new Error('no, never'), { code: 'REFUSED' });
          onHandled(message);
        },
        recoveryFor: () => 'dead-letter',
      });
      await consumer.start();
    },
    async publish(...orderIds) {
      const published = orderIds.map((id) =>
        publisher?.publish(
          { id, type: 'order.created', correlationId: correlationOf(id), body: bodyOf(id) },
          { signal: AbortSignal.timeout(20_000) },
        ),
      );
      await Promise.all(published);
    },
    handleNext: () =>
      new Promise((resolve) => {
        onHandled = resolve;
      }),
    withStore,
    async untilDead(count) {
      for (;;) {
        const listing = await withStore((store) => store.list());
        const total = listing.letters.reduce((sum, { copies }) => sum + copies, 0);
        if (total >= count) return listing;
        await pause(20);
      }
    },
    async rest() {
      await consumer?.stop();
    },
    async end() {
      await consumer?.stop();
      for (const component of components.reverse()) await component.stop();
    },
  };
}

export function createOrderIds(count: number): string[] {
  return Array.from({ length: count }, () => randomUUID());
}
