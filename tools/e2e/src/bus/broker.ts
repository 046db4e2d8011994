import type { Queryable } from '../shop/databases';

/** What carries the messages: a server of the test's own, and the way past the services into it. */
export type BusKind = 'postgres' | 'rabbitmq';

export interface Broker {
  readonly kind: BusKind;
  /** BUS_URL of the services. */
  readonly url: string;
  /** Of its first process; undefined where it is down, or no process of this machine's. */
  readonly pid: number | undefined;
  readonly wire: Wire;
  /** Where it has nodes that can die one by one. */
  readonly cluster?: Cluster;
  /** Comes back at the same address; starts those of its nodes that are down. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** As kill -9 or a power cut would. */
  kill(): Promise<void>;
  /** Its name and version, for reports. */
  version(): Promise<string>;
  /** The database of the embedded bus, whose connections can be ended. */
  readonly database?: Queryable;
  /** Changes the password of the services' user; resolves with what restores it. */
  changePassword?(): Promise<() => Promise<void>>;
  /** Limits how long a message may stay unacknowledged; resolves with what ends that. */
  limitHolding?(limitMs: number): Promise<() => Promise<void>>;
  /** Takes no messages, as one that is short of memory; resolves with what ends that. */
  runShort?(): Promise<() => Promise<void>>;
  /** Stops it for good and deletes its files. */
  close(): Promise<void>;
}

export interface Cluster {
  readonly nodeCount: number;
  /** kill -9 of one node, counted from 0. */
  killNode(index: number): Promise<void>;
  /** kill -9 of the node that new connections lead to. */
  killConnected(): Promise<void>;
  /** kill -9 of the node that leads a queue's replicas. */
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

/** Each operation opens its own connection, so the broker may restart between two of them. */
export interface Wire {
  /** Puts messages straight into a queue, like a second delivery or a foreign publisher. */
  send(queue: string, messages: readonly WireMessage[]): Promise<void>;
  /** From now on keeps a copy of every event that is published. Safe to call again. */
  tap(): Promise<void>;
  /** Ends that: a message which only the tap would get is unroutable again. */
  untap(): Promise<void>;
  /** Takes the copies that have been kept since. */
  takeTapped(): Promise<WireMessage[]>;
  /** Takes what is in a dead-letter queue. */
  takeDeadLetters(queue: string): Promise<DeadLetter[]>;
  /** How many messages wait in a queue. */
  depth(queue: string): Promise<number>;
  /** Throws away what waits in a queue. */
  purge(queue: string): Promise<void>;
  /** Deletes a queue with what is in it: an accident that its owner has to mend. */
  remove(queue: string): Promise<void>;
  /** Deletes the exchange with all its bindings. */
  removeExchange(): Promise<void>;
  /** Declares a queue that lacks the arguments of its owner's declaration. */
  declareForeign(queue: string): Promise<void>;
  /** Takes the queue away from the exchange, and gives it back. */
  unbind(binding: Binding): Promise<void>;
  bind(binding: Binding): Promise<void>;
}

export interface Binding {
  readonly queue: string;
  readonly bindingKey: string;
}

export const exchange = 'shop.events';
export const tapQueue = 'e2e.tap';

/** Where each of the two services gets its messages from, and where the hopeless ones go. */
export const queues = {
  orders: 'payments.order-created',
  results: 'orders.payment-results',
  deadOrders: 'payments.order-created.dead',
  deadResults: 'orders.payment-results.dead',
} as const;
