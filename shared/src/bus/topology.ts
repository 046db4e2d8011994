/**
 * A service's topology: what it publishes to, what it consumes from, and how failures are retried.
 * It is a Rascal configuration (https://onebeyond.github.io/rascal) that `define-topology.ts` builds
 * and both engines read, so that they cannot differ:
 *
 * - RabbitMQ: Rascal declares it unchanged, at every (re)connect.
 * - PostgreSQL: the bindings select the queues that get a copy; delays and limits are the same.
 *
 * The types are the part of Rascal's configuration that we use, in Rascal's words.
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
      /** Milliseconds a message waits before it is dead-lettered: what makes a delay queue. */
      readonly 'x-message-ttl'?: number;
      /** Deliveries beyond the first, after each that ended without an answer; then dead-lettered. */
      readonly 'x-delivery-limit'?: number;
      /** '' is the default exchange, where the routing key is the name of a queue. */
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
  /** Words parted by dots; `*` stands for one word, `#` for any number of them. */
  readonly bindingKeys: readonly string[];
}

export type Publication =
  | { readonly exchange: string; readonly routingKey: string }
  | { readonly queue: string };

export interface Subscription {
  readonly queue: string;
  /** Rascal shall hand over the text as it came: parsing it is the contract's business. */
  readonly contentType: 'text/plain';
  /** Messages in hand at once. */
  readonly prefetch: number;
  /** Milliseconds that a stop waits for the messages in hand. */
  readonly closeTimeout: number;
  /**
   * Where failures go, in order: the n-th to the n-th step, and to the last what fails more often
   * or can never succeed. Both engines forward by themselves; Rascal does nothing with the steps.
   */
  readonly recovery: readonly RecoveryStep[];
}

export interface RecoveryStep {
  readonly strategy: 'forward';
  /** A publication of the same vhost that names a queue. */
  readonly publication: string;
}

/** A subscription as the engines need it: every name looked up, every number in its place. */
export interface SubscriptionPlan {
  readonly name: string;
  readonly queue: string;
  readonly prefetch: number;
  readonly closeTimeoutMs: number;
  /** Deliveries beyond the first, for a message whose consumers died; then it is dead-lettered. */
  readonly maxRedeliveries: number;
  /** The first failure waits in the first of these, and so on; after the last it is dead. */
  readonly delays: readonly { readonly queue: string; readonly delayMs: number }[];
  readonly deadLetterQueue: string;
}

/** The vhost of a topology: a service has one. Its name is Rascal's alone, the URL picks the real one. */
export function vhostOf(topology: Topology): { readonly name: string; readonly vhost: Vhost } {
  const [entry, ...others] = Object.entries(topology.vhosts);
  if (!entry || others.length > 0) throw new Error('a topology has exactly one vhost');
  return { name: entry[0], vhost: entry[1] };
}

/** Where messages of a type go. @throws when the topology has no such publication */
export function routeOf(
  topology: Topology,
  type: string,
): { readonly exchange: string; readonly routingKey: string } {
  const publication = vhostOf(topology).vhost.publications[type];
  if (!publication) throw new Error(`the topology has no publication ${type}`);
  if ('exchange' in publication) return publication;
  return { exchange: '', routingKey: publication.queue };
}

/** @throws when the subscription or anything it names is not in the topology */
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

/** The dead-letter queue of each subscription. */
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
