import type { Failure } from '@online-shop/shared/bus/delivery';

/** The broker beneath an engine, in the hands of a test. */
export interface TestBroker {
  /** For BUS_URL. */
  readonly url: string;
  /** Undefined where the broker is not ours to stop. */
  readonly power?: { start(): Promise<void>; stop(): Promise<void>; kill(): Promise<void> };
  /** The broker ends a connection of a bus, or all connections if it cannot end a single one. */
  terminateConnection?(): Promise<void>;
  /** Puts into a queue what no publisher of ours would. */
  inject(queue: string, text: string): Promise<void>;
  unbind(binding: { queue: string; exchange: string; key: string }): Promise<void>;
  /** With all its bindings. */
  deleteExchange(exchange: string): Promise<void>;
  /** Messages that are in a queue, in hand or not. */
  count(queue: string): Promise<number>;
  /** The dead letters of a queue, looked at, not taken out. */
  listDeadLetters(queue: string): Promise<readonly DeadLetter[]>;
  dispose(): Promise<void>;
}

export interface DeadLetter extends Failure {
  readonly id: string | undefined;
  readonly correlationId: string | undefined;
  readonly body: string;
}
