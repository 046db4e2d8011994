import type { Queue, RecoveryStep, Topology } from './topology';

export interface ServiceTopology {
  /** Types of the events that the service publishes. */
  readonly publishes: readonly string[];
  /** What the service consumes, by the name of the subscription. */
  readonly consumes: Readonly<Record<string, Consumed>>;
}

export interface Consumed {
  readonly queue: string;
  /** Types of the events that the queue gets a copy of. */
  readonly events: readonly string[];
  /** Maximum number of messages in hand at once. Defaults to 250: a full batch beside a running one. */
  readonly prefetch?: number;
  /**
   * How long the first failure waits for its retry, the second one, and so on, in milliseconds; after
   * the last retry the message is dead-lettered. Defaults to 1, 5 and 20 s: an order is settled
   * within half a minute, or its message is dead.
   */
  readonly retryDelaysMs?: readonly number[];
}

/** The topic exchange of all events. The routing key is the type of the event. */
export const eventsExchange = 'shop.events';

/** For a message whose consumers die. Far above one: it takes the prefetched messages along. */
const deliveryLimit = 50;
/** Out of reach, so that reading a dead letter often does not drop it (RabbitMQ 4 defaults to 20). */
const deadLetterDeliveryLimit = 1_000_000;
/** How long a stop waits for the messages in hand, in milliseconds; the others are requeued. */
const closeTimeout = 2_000;

/**
 * Builds the Rascal configuration of a service. `npm run topology` prints it.
 *
 *   shop.events ─events─► queue ─► the service
 *                           ▲  │ failed
 *                           │  ├─► queue.retry-n ─┐ after the delay
 *                           └──┼──────────────────┘
 *                              └─► queue.dead
 *
 * All queues are quorum queues that keep a message until the next queue has confirmed it
 * (https://www.rabbitmq.com/docs/quorum-queues#dead-lettering). Nothing consumes `queue.dead`.
 */
export function defineTopology({ publishes, consumes }: ServiceTopology): Topology {
  const parts = Object.entries(consumes).map(([name, consumed]) => defineConsumed(name, consumed));
  const events = publishes.map((type) => [type, { exchange: eventsExchange, routingKey: type }]);
  return {
    vhosts: {
      // Rascal's name for the connection. The path of BUS_URL names the vhost of the broker.
      shop: {
        exchanges: { [eventsExchange]: { type: 'topic' } },
        queues: merge(parts.map((part) => part.queues)),
        bindings: merge(parts.map((part) => part.bindings)),
        publications: {
          ...Object.fromEntries(events),
          ...merge(parts.map((each) => each.forwards)),
        },
        subscriptions: merge(parts.map((part) => part.subscription)),
      },
    },
  };
}

function defineConsumed(name: string, consumed: Consumed) {
  const { queue, events, prefetch = 250, retryDelaysMs = [1_000, 5_000, 20_000] } = consumed;
  const dead = `${queue}.dead`;
  const retries = retryDelaysMs.map((delayMs, i) => ({
    queue: `${queue}.retry-${i + 1}`,
    delayMs,
  }));
  const forwardTargets = [...retries.map((retry) => retry.queue), dead];

  const queues: Record<string, Queue> = {
    [queue]: quorumQueue({ 'x-delivery-limit': deliveryLimit, ...deadLetteredTo(dead) }),
    [dead]: quorumQueue({ 'x-delivery-limit': deadLetterDeliveryLimit }),
  };
  for (const retry of retries) {
    queues[retry.queue] = quorumQueue({ 'x-message-ttl': retry.delayMs, ...deadLetteredTo(queue) });
  }
  return {
    queues,
    bindings: {
      [`events -> ${queue}`]: { source: eventsExchange, destination: queue, bindingKeys: events },
    },
    forwards: Object.fromEntries(forwardTargets.map((target) => [target, { queue: target }])),
    subscription: {
      [name]: {
        queue,
        prefetch,
        closeTimeout,
        contentType: 'text/plain' as const,
        recovery: forwardTargets.map(
          (publication): RecoveryStep => ({ strategy: 'forward', publication }),
        ),
      },
    },
  };
}

type QueueArguments = Omit<Queue['options']['arguments'], 'x-queue-type'>;

function quorumQueue(settings: QueueArguments): Queue {
  return { options: { arguments: { 'x-queue-type': 'quorum', ...settings } } };
}

/** At least once, which needs `reject-publish`; the other strategy may markLost the message. */
function deadLetteredTo(queue: string) {
  return {
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': queue,
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  } as const;
}

function merge<T>(parts: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  return Object.assign({}, ...parts);
}
