import type { Component } from '../lifecycle/component';

/** A message on its way out: the routing facts beside the finished CloudEvent. */
export interface OutgoingMessage {
  /** The CloudEvent's id: what the receiving inbox recognises a duplicate by. */
  readonly id: string;
  /** The CloudEvent's type, which is also the name of the publication in the topology. */
  readonly type: string;
  readonly correlationId: string;
  /** The whole CloudEvent as JSON text (structured mode), sent as it is. */
  readonly body: string;
}

/** A message as it was delivered. Nothing in it is trusted before the contract has parsed it. */
export interface IncomingMessage {
  /** What the sender called it in the envelope; absent where a stranger sent none. */
  readonly id: string | undefined;
  /** As the envelope says, where a sender of ours wrote it. */
  readonly correlationId: string | undefined;
  readonly body: string;
  /** 1 for the first delivery of a message, 2 for the one after its first retry delay, and so on. */
  readonly attempt: number;
}

/**
 * What becomes of a message whose handling failed.
 * - `retry`: handled again after the subscription's next delay; dead-lettered after the last.
 * - `dead-letter`: it can never succeed, so it goes to the dead-letter queue at once.
 * - `wait`: not the message's fault (the database is away). It is held and tried again until the
 *   dependency is back; no attempt is counted, and meanwhile nothing more is taken than prefetched.
 */
export type Recovery = 'retry' | 'dead-letter' | 'wait';

export interface ConsumerOptions {
  /** The subscription's name in the topology. */
  readonly subscription: string;
  /**
   * The message is acknowledged after this resolves: with facts for its log line, if there are any.
   * Called concurrently, up to the prefetch.
   */
  readonly handle: (message: IncomingMessage) => Promise<unknown>;
  readonly recoveryFor: (error: unknown) => Recovery;
}

/**
 * The message bus: at-least-once, no order promised. Both engines keep the same promises, written
 * down once in the contract suite that runs against each (`shared/test/integration/bus`).
 */
export interface MessageBus extends Component {
  /**
   * Resolves once the broker has taken AND routed the message to at least one queue. Many calls
   * may be in flight at once; they are pipelined. After a rejection the message may have been
   * delivered all the same: send it again under the same id.
   * @throws UnroutableError when no queue is bound to its type
   * @throws BusUnavailableError when the broker is away, or `signal` ended the wait
   */
  publish(message: OutgoingMessage, options: { readonly signal: AbortSignal }): Promise<void>;

  /**
   * Builds a consumer of one subscription. `start` begins taking messages (now, or as soon as the
   * broker is there); `stop` takes no more, waits for those in hand, and gives back the rest.
   */
  createConsumer(options: ConsumerOptions): Component;

  /**
   * How many dead letters there are of the topology's subscriptions.
   * @throws BusUnavailableError if the broker is unavailable
   */
  countDeadLetters(): Promise<number>;

  /** Whether the broker can be reached at this moment. */
  isUp(): boolean;

  /** What readiness reports: the broker can be reached, and messages reach their queues. */
  isReady(): boolean;

  /** Whether messages reach their queues, for operators. */
  routing(): RoutingState;

  /** Calls the listener each time the bus has come (back) up. */
  onUp(listener: () => void): void;
}

export interface RoutingState {
  /** Messages since the start of the process that no queue took; each attempt counts. */
  readonly unroutableMessages: number;
  /** Types whose last message no queue took. */
  readonly unroutableTypes: readonly string[];
  /** Why the topology could not be declared last; null if it is declared. */
  readonly topologyProblem: string | null;
}

/** No queue is bound to the message's type: the topology is not there (yet). */
export class UnroutableError extends Error {
  override readonly name = 'UnroutableError';
  constructor(readonly messageType: string) {
    super(`no queue is bound to ${messageType}`);
  }
}

/** The broker is away, refused, or did not answer in time; the message may be sent again. */
export class BusUnavailableError extends Error {
  override readonly name = 'BusUnavailableError';
}
