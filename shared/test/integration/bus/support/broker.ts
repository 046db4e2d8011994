import type { Failure } from '@online-shop/shared/bus/verdict';

/** The broker of a bus engine, with operations for tests. */
export interface TestBroker {
  /** The value for BUS_URL. */
  readonly url: string;
  /** Undefined if the test cannot stop the broker. */
  readonly power?: { start(): Promise<void>; stop(): Promise<void>; kill(): Promise<void> };
  /** Terminates one connection of a bus, or all connections if the broker cannot terminate one. */
  terminateConnection?(): Promise<void>;
  /** Puts a foreign message into a queue. */
  inject(queue: string, text: string): Promise<void>;
  unbind(binding: { queue: string; exchange: string; key: string }): Promise<void>;
  /** Deletes the exchange and all its bindings. */
  deleteExchange(exchange: string): Promise<void>;
  /** Returns the number of messages in a queue, including unacknowledged messages. */
  count(queue: string): Promise<number>;
  /** Returns the dead letters of a queue without removing them. */
  listDeadLetters(queue: string): Promise<readonly DeadLetter[]>;
  dispose(): Promise<void>;
}

export interface DeadLetter extends Failure {
  readonly id: string | undefined;
  readonly correlationId: string | undefined;
  readonly body: string;
}
