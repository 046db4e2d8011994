import type { Queryable } from '../shop/databases';

/** The kind of message bus. */
export type BusKind = 'postgres' | 'rabbitmq';

export interface Broker {
  readonly kind: BusKind;
  /** BUS_URL of the services. */
  readonly url: string;
  /** The ID of the first process. Undefined if the broker is down or runs on another machine. */
  readonly pid: number | undefined;
  readonly wire: Wire;
  /** Present if the broker is a cluster. */
  readonly cluster?: Cluster;
  /** Starts the broker at the same address, including all nodes that are down. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops the broker as SIGKILL or a power failure does. */
  kill(): Promise<void>;
  /** Name and version of the broker, for reports. */
  version(): Promise<string>;
  /** The database of the embedded bus. Cases terminate its connections. */
  readonly database?: Queryable;
  /** Changes the password of the services' user. Resolves with a function that restores it. */
  changePassword?(): Promise<() => Promise<void>>;
  /** Limits how long a message may stay unacknowledged. Resolves with a function that ends this. */
  limitHolding?(limitMs: number): Promise<() => Promise<void>>;
  /** Blocks publishers as if memory were low. Resolves with a function that ends this. */
  runShort?(): Promise<() => Promise<void>>;
  /** Stops the broker permanently and deletes its files. */
  close(): Promise<void>;
}

export interface Cluster {
  readonly nodeCount: number;
  /** Kills one node, counted from 0. */
  killNode(index: number): Promise<void>;
  /** Kills the node that accepts new connections. */
  killConnected(): Promise<void>;
  /** Kills the leader node of a queue. */
  killLeader(queue: string): Promise<void>;
}

export interface WireMessage {
  readonly id: string;
  /** The CloudEvent as JSON text, or any text of a foreign publisher. */
  readonly body: string;
}

export interface DeadLetter extends WireMessage {
  readonly reason: string;
}

/** Direct access to the broker. Each operation opens a connection, so the broker may restart. */
export interface Wire {
  /** Publishes directly to a queue, like a redelivery or a foreign publisher. */
  send(queue: string, messages: readonly WireMessage[]): Promise<void>;
  /** Starts to copy every published event to the tap queue. Idempotent. */
  tap(): Promise<void>;
  /** Ends the copying. A message that only the tap queue would get is unroutable again. */
  untap(): Promise<void>;
  /** Removes and returns the copies in the tap queue. */
  takeTapped(): Promise<WireMessage[]>;
  /** Removes and returns the messages of a dead-letter queue. */
  takeDeadLetters(queue: string): Promise<DeadLetter[]>;
  /** Returns the number of messages in a queue. */
  depth(queue: string): Promise<number>;
  /** Deletes the messages of a queue. */
  purge(queue: string): Promise<void>;
  /** Deletes a queue with its messages. Its service must declare it again. */
  remove(queue: string): Promise<void>;
  /** Deletes the exchange with all its bindings. */
  removeExchange(): Promise<void>;
  /** Declares a queue that lacks the arguments of its owner's declaration. */
  declareForeign(queue: string): Promise<void>;
  /** Removes the binding of a queue to the exchange. `bind` restores it. */
  unbind(binding: Binding): Promise<void>;
  bind(binding: Binding): Promise<void>;
}

export interface Binding {
  readonly queue: string;
  readonly bindingKey: string;
}

export const exchange = 'shop.events';
export const tapQueue = 'e2e.tap';

/** The queues and dead-letter queues of the two services. */
export const queues = {
  orders: 'payments.order-created',
  results: 'orders.payment-results',
  deadOrders: 'payments.order-created.dead',
  deadResults: 'orders.payment-results.dead',
} as const;
