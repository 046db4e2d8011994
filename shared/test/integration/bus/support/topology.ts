import { randomUUID } from 'node:crypto';
import type { Queue, Subscription, Topology } from '@online-shop/shared/bus/topology';

/** A topology with unique names, so that tests do not share queues. */
export interface TestTopology {
  readonly topology: Topology;
  readonly delaysMs: readonly number[];
  readonly exchange: string;
  /** The queues of the two subscriptions, `things` and `audit`. */
  readonly queues: { readonly things: string; readonly audit: string };
}

/**
 * Creates a topology with three message types. `thing.done` is routed to `things`, `thing.shared`
 * to `things` and `audit`, and `thing.unheard` to no queue.
 */
export function createTestTopology(
  options: {
    readonly prefetch?: number;
    readonly maxRedeliveries?: number;
    readonly closeTimeout?: number;
    /** The prefix of the names of the exchange and the queues. */
    readonly prefix?: string;
  } = {},
): TestTopology {
  const {
    prefetch = 10,
    maxRedeliveries = 20,
    closeTimeout = 5_000,
    prefix = `test-${randomUUID()}`,
  } = options;
  const delaysMs = [50, 400];
  const exchange = `${prefix}.events`;
  const things = `${prefix}.things`;
  const audit = `${prefix}.audit`;
  const publicationTo = (routingKey: string) => ({ exchange, routingKey });

  return {
    delaysMs,
    exchange,
    queues: { things, audit },
    topology: {
      vhosts: {
        test: {
          exchanges: { [exchange]: { type: 'topic' } },
          queues: {
            ...queuesOf(things, { delaysMs, maxRedeliveries }),
            ...queuesOf(audit, { delaysMs, maxRedeliveries }),
          },
          bindings: {
            things: { source: exchange, destination: things, bindingKeys: ['thing.done'] },
            shared: { source: exchange, destination: things, bindingKeys: ['*.shared'] },
            audit: { source: exchange, destination: audit, bindingKeys: ['thing.shared'] },
          },
          publications: {
            'thing.done': publicationTo('thing.done'),
            'thing.shared': publicationTo('thing.shared'),
            'thing.unheard': publicationTo('thing.unheard'),
            ...publicationsOf(things, delaysMs),
            ...publicationsOf(audit, delaysMs),
          },
          subscriptions: {
            things: subscriptionOf(things, { prefetch, closeTimeout, delaysMs }),
            audit: subscriptionOf(audit, { prefetch, closeTimeout, delaysMs }),
          },
        },
      },
    },
  };
}

const toQueue = (queue: string) =>
  ({
    'x-queue-type': 'quorum',
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': queue,
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  }) as const;

function queuesOf(
  queue: string,
  options: { readonly delaysMs: readonly number[]; readonly maxRedeliveries: number },
): Record<string, Queue> {
  const { delaysMs, maxRedeliveries } = options;
  const delays = delaysMs.map((delayMs, i) => [
    `${queue}.retry-${i + 1}`,
    { options: { arguments: { ...toQueue(queue), 'x-message-ttl': delayMs } } },
  ]);
  return {
    [queue]: {
      options: {
        arguments: { ...toQueue(`${queue}.dead`), 'x-delivery-limit': maxRedeliveries },
      },
    },
    ...Object.fromEntries(delays),
    [`${queue}.dead`]: { options: { arguments: { 'x-queue-type': 'quorum' } } },
  };
}

function publicationsOf(queue: string, delaysMs: readonly number[]) {
  const names = [...delaysMs.map((_, i) => `${queue}.retry-${i + 1}`), `${queue}.dead`];
  return Object.fromEntries(names.map((name) => [name, { queue: name }]));
}

function subscriptionOf(
  queue: string,
  options: {
    readonly prefetch: number;
    readonly closeTimeout: number;
    readonly delaysMs: readonly number[];
  },
): Subscription {
  const { prefetch, closeTimeout, delaysMs } = options;
  return {
    queue,
    contentType: 'text/plain',
    prefetch,
    closeTimeout,
    recovery: [
      ...delaysMs.map((_, i) => ({
        strategy: 'forward' as const,
        publication: `${queue}.retry-${i + 1}`,
      })),
      { strategy: 'forward', publication: `${queue}.dead` },
    ],
  };
}
