/**
 * The topology of a service: the exchanges, queues and bindings that it uses, and the retry delays.
 * It is a Rascal configuration (https://onebeyond.github.io/rascal) that `define-topology.ts`
 * builds. Both engines read the same configuration:
 *
 * - RabbitMQ: Rascal declares the topology unchanged on every connection.
 * - PostgreSQL: the bindings select the queues of a message. Delays and limits are the same.
 *
 * These types cover the part of Rascal's configuration that we use, under Rascal's names.
 */
export interface Topology {
  readonly vhosts: Readonly<Record<string, Vhost>>;
}

export interface Vhost {
  readonly exchanges: Readonly<Record<string, { readonly type: 'topic' }>>;
  readonly queues: Readonly<Record<string, Queue>>;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly publications: Readonly<Record<string, Publication>>;
  readonly subscriptions: Readonly<Record<string, Subscription>>;
}

export interface Queue {
  readonly options: {
    readonly arguments: {
      readonly 'x-queue-type': 'quorum';
      /** Milliseconds before a message is dead-lettered. Only delay queues set it. */
      readonly 'x-message-ttl'?: number;
      /**
       * Maximum number of redeliveries after a delivery that was not acknowledged. Then the message
       * is dead-lettered.
       */
      readonly 'x-delivery-limit'?: number;
      /** The empty string is the default exchange. Its routing key is the name of a queue. */
      readonly 'x-dead-letter-exchange'?: '';
      readonly 'x-dead-letter-routing-key'?: string;
      readonly 'x-dead-letter-strategy'?: 'at-least-once';
      readonly 'x-overflow'?: 'reject-publish';
    };
  };
}

export interface Binding {
  readonly source: string;
  readonly destination: string;
  /** Words separated by dots. `*` matches one word, `#` matches any number of words. */
  readonly bindingKeys: readonly string[];
}

export type Publication =
  | { readonly exchange: string; readonly routingKey: string }
  | { readonly queue: string };

export interface Subscription {
  readonly queue: string;
  /** Makes Rascal pass the body as text, because the contract parses it. */
  readonly contentType: 'text/plain';
  /** Maximum number of unacknowledged messages. */
  readonly prefetch: number;
  /** How long a stop waits for running handlers, in milliseconds. */
  readonly closeTimeout: number;
  /**
   * The queues of failed messages. The n-th failure goes to the n-th step. Further failures, and
   * messages that can never succeed, go to the last step. Our engines forward these messages;
   * Rascal ignores the steps.
   */
  readonly recovery: readonly RecoveryStep[];
}

export interface RecoveryStep {
  readonly strategy: 'forward';
  /** The name of a publication of the same vhost. The publication names a queue. */
  readonly publication: string;
}

/** A subscription with all names resolved, as the engines use it. */
export interface SubscriptionPlan {
  readonly name: string;
  readonly queue: string;
  readonly prefetch: number;
  readonly closeTimeoutMs: number;
  /**
   * Maximum number of redeliveries of a message whose consumers crash. Then the message is
   * dead-lettered.
   */
  readonly maxRedeliveries: number;
  /**
   * The delay queues. The n-th failure waits in the n-th queue. After the last one the message is
   * dead-lettered.
   */
  readonly delays: readonly { readonly queue: string; readonly delayMs: number }[];
  readonly deadLetterQueue: string;
}

/**
 * Returns the only vhost of a topology. Only Rascal uses its name; the URL selects the vhost of the
 * broker.
 */
export function vhostOf(topology: Topology): { readonly name: string; readonly vhost: Vhost } {
  const [entry, ...others] = Object.entries(topology.vhosts);
  if (!entry || others.length > 0) throw new Error('a topology has exactly one vhost');
  return { name: entry[0], vhost: entry[1] };
}

/**
 * Returns the exchange and the routing key for a type.
 * @throws Error if the topology has no publication for the type
 */
export function routeOf(
  topology: Topology,
  type: string,
): { readonly exchange: string; readonly routingKey: string } {
  const publication = vhostOf(topology).vhost.publications[type];
  if (!publication) throw new Error(`the topology has no publication ${type}`);
  if ('exchange' in publication) return publication;
  return { exchange: '', routingKey: publication.queue };
}

/** @throws Error if the topology lacks the subscription or a queue or publication that it names */
export function planSubscription(topology: Topology, name: string): SubscriptionPlan {
  const { vhost } = vhostOf(topology);
  const subscription = vhost.subscriptions[name];
  if (!subscription) throw new Error(`the topology has no subscription ${name}`);
  const queues = subscription.recovery.map(({ publication }) => routeOf(topology, publication));
  const deadLetterQueue = queues.pop()?.routingKey;
  if (!deadLetterQueue) throw new Error(`subscription ${name} has no dead-letter queue`);

  return {
    name,
    queue: subscription.queue,
    prefetch: subscription.prefetch,
    closeTimeoutMs: subscription.closeTimeout,
    maxRedeliveries: argumentOf(vhost, subscription.queue, 'x-delivery-limit'),
    delays: queues.map(({ routingKey: queue }) => ({
      queue,
      delayMs: argumentOf(vhost, queue, 'x-message-ttl'),
    })),
    deadLetterQueue,
  };
}

/** Returns the dead-letter queue of each subscription. */
export function listDeadLetterQueues(topology: Topology): readonly string[] {
  const names = Object.keys(vhostOf(topology).vhost.subscriptions);
  return names.map((name) => planSubscription(topology, name).deadLetterQueue);
}

function argumentOf(
  vhost: Vhost,
  queue: string,
  argument: 'x-message-ttl' | 'x-delivery-limit',
): number {
  const value = vhost.queues[queue]?.options.arguments[argument];
  if (value === undefined) throw new Error(`queue ${queue} has no ${argument}`);
  return value;
}
