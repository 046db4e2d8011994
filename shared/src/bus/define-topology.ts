import type { Queue, RecoveryStep, Topology } from './topology';

export interface ServiceTopology {
  /** Types of the events that the service publishes. */
  readonly publishes: readonly string[];
  /** What the service consumes, by subscription name. */
  readonly consumes: Readonly<Record<string, Consumed>>;
}

export interface Consumed {
  readonly queue: string;
  /** Types of the events that are routed to the queue. */
  readonly events: readonly string[];
  /**
   * Maximum number of unacknowledged messages. Defaults to 250: one full batch of 200 and part of
   * the next.
   */
  readonly prefetch?: number;
  /**
   * Delays before the first retry, the second retry, and so on, in milliseconds. After the last
   * retry the message is dead-lettered. Defaults to 1 s, 5 s and 20 s: within half a minute an
   * order is settled or its message is a dead letter.
   */
  readonly retryDelaysMs?: readonly number[];
}

/** The topic exchange of all events. The routing key is the event type. */
export const eventsExchange = 'shop.events';

/**
 * Maximum number of deliveries that end without an acknowledgement, because consumers crash. Each
 * crash also counts for all prefetched messages, so the limit is far above one.
 */
const deliveryLimit = 50;
/** So high that repeated reading never drops a dead letter. RabbitMQ 4 defaults to 20. */
const deadLetterDeliveryLimit = 1_000_000;
/**
 * How long a stop waits for running handlers, in milliseconds. Unfinished messages are requeued.
 */
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
 * All queues are quorum queues. A queue keeps an expired or rejected message until the next queue
 * has confirmed it (https://www.rabbitmq.com/docs/quorum-queues#dead-lettering). No consumer reads
 * `queue.dead`.
 */
export function defineTopology({ publishes, consumes }: ServiceTopology): Topology {
  const parts = Object.entries(consumes).map(([name, consumed]) => defineConsumed(name, consumed));
  const events = publishes.map((type) => [type, { exchange: eventsExchange, routingKey: type }]);
  return {
    vhosts: {
      // Only Rascal uses this name. The path of BUS_URL selects the vhost of the broker.
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

/**
 * At-least-once dead-lettering requires `reject-publish`. At-most-once dead-lettering may lose
 * messages.
 */
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
