/** The broker beneath the store, in the hands of a test. */
export interface TestBroker {
  /** For BUS_URL. */
  readonly url: string;
  /** Puts into a queue what no publisher of ours would: without an id, without headers. */
  inject(queue: string, body: string): Promise<void>;
  /** Puts dead letters into their queue as the bus does. */
  bury(deadLetterQueue: string, bodies: readonly string[]): Promise<void>;
  /** Takes what is in a queue. */
  takeAll(queue: string): Promise<readonly TakenMessage[]>;
  removeQueue(queue: string): Promise<void>;
  dispose(): Promise<void>;
}

export interface TakenMessage {
  readonly id: string | undefined;
  readonly correlationId: string | undefined;
  readonly body: string;
  /** Whatever else came with it. */
  readonly extras: Readonly<Record<string, unknown>>;
}
