import type { Component } from '../lifecycle/component';

/** A message to publish: its routing fields and the finished CloudEvent. */
export interface OutgoingMessage {
  /** The ID of the CloudEvent. The receiving inbox detects duplicates by this ID. */
  readonly id: string;
  /** The type of the CloudEvent. The topology has a publication of the same name. */
  readonly type: string;
  readonly correlationId: string;
  /** The CloudEvent as JSON text (structured mode). The bus sends it unchanged. */
  readonly body: string;
}

/** A delivered message. No field is trusted until the contract has parsed the body. */
export interface IncomingMessage {
  /** The message ID in the envelope. Undefined if a foreign publisher set none. */
  readonly id: string | undefined;
  /** The correlation ID in the envelope. Undefined if a foreign publisher set none. */
  readonly correlationId: string | undefined;
  readonly body: string;
  /**
   * The number of the attempt: 1 for the first delivery, 2 after the first retry delay, and so on.
   */
  readonly attempt: number;
}

/**
 * What the consumer does with a message whose handler failed.
 * - `retry`: delivers the message again after the next delay of the subscription. After the last
 *   delay the message is dead-lettered.
 * - `dead-letter`: moves the message to the dead-letter queue at once, because a retry cannot
 *   succeed.
 * - `wait`: a dependency is unavailable. The consumer keeps the message and calls the handler again
 *   with backoff until the dependency is available. No attempt is counted. Meanwhile the consumer
 *   receives no more messages than its prefetch limit.
 */
export type Recovery = 'retry' | 'dead-letter' | 'wait';

export interface ConsumerOptions {
  /** The name of a subscription in the topology. */
  readonly subscription: string;
  /**
   * Handles one message. The message is acknowledged after the promise resolves. If the promise
   * resolves with an object, its fields are added to the log line of the message. Concurrent calls:
   * up to the prefetch limit.
   */
  readonly handle: (message: IncomingMessage) => Promise<unknown>;
  readonly recoveryFor: (error: unknown) => Recovery;
}

/**
 * The message bus. It delivers each message at least once, in any order. The contract suite in
 * `shared/test/integration/bus` runs against both engines, so that both make the same guarantees.
 */
export interface MessageBus extends Component {
  /**
   * Publishes a message. Resolves when the broker has stored the message in at least one queue.
   * Concurrent calls are pipelined. A rejected message may still have been delivered: publish it
   * again under the same ID.
   * @throws UnroutableError if no queue is bound to the type of the message
   * @throws BusUnavailableError if the broker is unavailable, or if `signal` aborts first
   */
  publish(message: OutgoingMessage, options: { readonly signal: AbortSignal }): Promise<void>;

  /**
   * Builds a consumer of one subscription. `start` begins to consume, at once or when the broker
   * becomes available. `stop` consumes no more, waits for running handlers, and requeues unfinished
   * messages.
   */
  createConsumer(options: ConsumerOptions): Component;

  /**
   * Counts the dead letters of the topology's subscriptions.
   * @throws BusUnavailableError if the broker is unavailable
   */
  countDeadLetters(): Promise<number>;

  /** Whether the broker is available now. */
  isUp(): boolean;

  /**
   * Whether the broker is available and messages reach their queues. Readiness reports this value.
   */
  isReady(): boolean;

  /** Whether messages reach their queues. `/health/details` reports this value. */
  routing(): RoutingState;

  /** Calls the listener each time the broker becomes available, also after an outage. */
  onUp(listener: () => void): void;
}

export interface RoutingState {
  /** Failed attempts to publish because no queue was bound, since the process started. */
  readonly unroutableMessages: number;
  /** Types whose last message no queue received. */
  readonly unroutableTypes: readonly string[];
  /** The reason why the last declaration of the topology failed. Null if it succeeded. */
  readonly topologyProblem: string | null;
}

/**
 * No queue is bound to the type of the message, because the consumer has not declared it yet or the
 * binding was deleted.
 */
export class UnroutableError extends Error {
  override readonly name = 'UnroutableError';
  constructor(readonly messageType: string) {
    super(`no queue is bound to ${messageType}`);
  }
}

/**
 * The broker is unavailable, rejected the message, or did not respond in time. Publish the message
 * again.
 */
export class BusUnavailableError extends Error {
  override readonly name = 'BusUnavailableError';
}
