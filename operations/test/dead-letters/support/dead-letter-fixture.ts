import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { IncomingMessage, MessageBus } from '@online-shop/shared/bus/bus';
import { createBus } from '@online-shop/shared/bus/create-bus';
import type { Component } from '@online-shop/shared/lifecycle/component';
import { createEvent } from '@online-shop/shared/messages/create-event';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import type { DeadLetter } from '../../../src/dead-letters/dead-letter';
import type {
  ConsumedQueue,
  DeadLetterStore,
  ReplayOutcome,
} from '../../../src/dead-letters/dead-letter-store';
import { openStore } from '../../../src/dead-letters/open-store';
import type { TestBroker } from './broker';
import type { TestTopologies } from './topology';

/** Creates dead letters with a publisher and a consumer that rejects every message. */
export interface DeadLetterFixture {
  /**
   * Declares the topologies. Until `end`, all published and injected messages are dead-lettered.
   */
  open(): Promise<void>;
  publish(...orderIds: readonly string[]): Promise<void>;
  /** Accepts messages from now on, and resolves with the next one. */
  handleNext(): Promise<IncomingMessage>;
  /** Opens a store, runs the work and closes the store. */
  withStore<T>(work: (store: DeadLetterStore) => Promise<T>, pageSize?: number): Promise<T>;
  /** Lists all dead letters. */
  list(): Promise<readonly DeadLetter[]>;
  find(id: string): Promise<DeadLetter | null>;
  /**
   * Opens a store for each call. Returns `unknown` or `false` if the dead letter does not exist.
   */
  replay(id: string): Promise<ReplayOutcome>;
  drop(id: string): Promise<boolean>;
  /** Polls until there are `count` dead letters. */
  untilDead(count: number): Promise<readonly DeadLetter[]>;
  /** Polls until the queue has `count` consumers. */
  untilConsumers(queue: string, count: number): Promise<void>;
  /** Stops the consumer. */
  rest(): Promise<void>;
  end(): Promise<void>;
}

export const correlationOf = (orderId: string) => `correlation of ${orderId}`;

export function bodyOf(orderId: string): string {
  const trace = { correlationId: correlationOf(orderId) };
  const data = { userId: 'ann', amount: 25_000, currency: 'RUB' };
  const facts = { orderId, time: new Date(0), trace, data };
  return JSON.stringify(createEvent(orderCreated, facts));
}

type Topologies = Omit<TestTopologies, 'queues'> & { readonly queues: readonly ConsumedQueue[] };

export function createDeadLetterFixture(
  broker: TestBroker,
  topologies: Topologies,
): DeadLetterFixture {
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
    pageSize?: number,
  ): Promise<T> {
    const { url } = broker;
    const { queues } = topologies;
    const store = await openStore({ url, queues, ...(pageSize ? { pageSize } : {}) });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  const list = () => withStore(readAll);

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
    list,
    find: (id) => withStore((store) => store.find(id)),
    replay: (id) =>
      withStore(async (store) => {
        const letter = await store.find(id);
        return (letter && (await store.replay([letter]))[0]) ?? 'unknown';
      }),
    drop: (id) =>
      withStore(async (store) => {
        const letter = await store.find(id);
        return (letter && (await store.drop([letter]))[0]) ?? false;
      }),
    async untilDead(count) {
      for (;;) {
        const letters = await list();
        const total = letters.reduce((sum, { copies }) => sum + copies, 0);
        if (total >= count) return letters;
        await pause(20);
      }
    },
    async untilConsumers(queue, count) {
      for (;;) {
        const state = await withStore((store) => store.findQueue(queue));
        if (state?.consumers === count) return;
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

export async function readAll(store: DeadLetterStore): Promise<readonly DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for await (const page of store.read()) letters.push(...page);
  return letters;
}

export function createOrderIds(count: number): string[] {
  return Array.from({ length: count }, () => randomUUID());
}
