import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumerOptions, IncomingMessage, MessageBus } from '@online-shop/shared/bus/bus';
import type { BusOptions } from '@online-shop/shared/bus/bus-options';
import { createBus } from '@online-shop/shared/bus/create-bus';
import type { Component } from '@online-shop/shared/lifecycle/component';
import { createLogger } from 'winston';
import type { TestBroker } from './broker';
import type { TestTopology } from './topology';

const logger = createLogger({ silent: true });

/** A delivered message with the time of its delivery. */
export interface Seen extends IncomingMessage {
  readonly at: number;
}

/** The deliveries to the consumers of a test, in order. `next` waits for the next delivery. */
export interface Deliveries {
  readonly all: readonly Seen[];
  record(message: IncomingMessage): void;
  next(): Promise<Seen>;
}

export function createDeliveries(): Deliveries {
  const all: Seen[] = [];
  const waiting: ((seen: Seen) => void)[] = [];
  let taken = 0;
  return {
    all,
    record(message) {
      const seen = { ...message, at: performance.now() };
      all.push(seen);
      const waiter = waiting.shift();
      if (!waiter) return;
      taken += 1;
      waiter(seen);
    },
    next() {
      const seen = all[taken];
      if (!seen) return new Promise((resolve) => waiting.push(resolve));
      taken += 1;
      return Promise.resolve(seen);
    },
  };
}

/** The buses and consumers of one test. `end` stops them in reverse order. */
export interface Harness {
  openBus(): Promise<MessageBus>;
  /** Starts a bus without waiting until it is up. */
  startBus(): Promise<MessageBus>;
  consume(bus: MessageBus, options: Partial<ConsumerOptions>): Promise<Component>;
  publish(bus: MessageBus, message: { id: string; type?: string; body?: string }): Promise<void>;
  startHoldingConsumer(): Promise<{ readonly taken: Promise<string>; kill(): Promise<void> }>;
  end(): Promise<void>;
}

export function createHarness(
  broker: Pick<TestBroker, 'url'>,
  { topology }: Pick<TestTopology, 'topology'>,
  options: Pick<BusOptions, 'declareIntervalMs'> = {},
): Harness {
  const components: Component[] = [];
  const children: ChildProcess[] = [];

  async function start<T extends Component>(component: T): Promise<T> {
    components.push(component);
    await component.start();
    return component;
  }

  const harness: Harness = {
    startBus: () => start(createBus({ url: broker.url, topology, logger, ...options })),
    async openBus() {
      const bus = await harness.startBus();
      await untilUp(bus);
      return bus;
    },
    consume: (bus, options) =>
      start(
        bus.createConsumer({
          subscription: 'things',
          handle: async () => {},
          recoveryFor: () => 'retry',
          ...options,
        }),
      ),
    publish: (bus, { id, type = 'thing.done', body = '{}' }) =>
      bus.publish(
        { id, type, correlationId: `correlation of ${id}`, body },
        { signal: AbortSignal.timeout(20_000) },
      ),
    async startHoldingConsumer() {
      const script = join(__dirname, 'holding-consumer.ts');
      const loader = ['--conditions=source', '--require', join(__dirname, 'typescript.cjs')];
      const args = [...loader, script, broker.url, JSON.stringify(topology)];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      const lines = createInterface({ input: child.stdout });
      return {
        taken: once(lines, 'line').then(([line]) => String(line)),
        async kill() {
          child.kill('SIGKILL');
          await once(child, 'exit');
        },
      };
    },
    async end() {
      for (const child of children) child.kill('SIGKILL');
      for (const component of components.reverse()) await component.stop();
    },
  };
  return harness;
}

export function untilUp(bus: MessageBus): Promise<void> {
  return new Promise((resolve) => (bus.isUp() ? resolve() : bus.onUp(resolve)));
}

/** Polls every 50 ms until the result is not empty. The time limit of the test ends the polling. */
export async function eventually<T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> {
  for (;;) {
    const found = await read();
    if (found.length > 0) return found;
    await delay(50);
  }
}

/** A promise that the test resolves with `open`. */
export function createGate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A repeated event. `next` waits for the next `emit`. */
export function createSignal(): { emit(): void; next(): Promise<void> } {
  let waiting: (() => void)[] = [];
  return {
    emit() {
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    next: () => new Promise((resolve) => waiting.push(resolve)),
  };
}
