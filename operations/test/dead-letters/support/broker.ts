/** The broker of the store, controlled by a test. */
export interface TestBroker {
  /** The value for BUS_URL. */
  readonly url: string;
  /** Puts a message without ID and headers into a queue. */
  inject(queue: string, body: string): Promise<void>;
  /** Puts dead letters into a dead-letter queue, in the format of the bus. */
  bury(deadLetterQueue: string, bodies: readonly string[]): Promise<void>;
  /** Takes all messages from a queue. */
  takeAll(queue: string): Promise<readonly TakenMessage[]>;
  removeQueue(queue: string): Promise<void>;
  dispose(): Promise<void>;
}

export interface TakenMessage {
  readonly id: string | undefined;
  readonly correlationId: string | undefined;
  readonly body: string;
  /** All other properties of the message. */
  readonly extras: Readonly<Record<string, unknown>>;
}
