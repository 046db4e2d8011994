import type { DeadLetter } from './dead-letter';

/** Dead letters in memory at once, with their bodies: the prefetch of the services' consumers. */
export const defaultPageSize = 250;

/** A queue of a service, and the dead-letter queue for messages that failed there. */
export interface ConsumedQueue {
  readonly queue: string;
  readonly deadLetterQueue: string;
}

/**
 * - `replayed`: back in its queue under its message ID, and no longer a dead letter.
 * - `unknown`: there is no such dead letter (any more).
 * - `queue-gone`: its queue does not exist; the dead letter stays.
 * - `not-taken`: the broker refused it, or did not confirm it in time; the dead letter stays.
 */
export type ReplayOutcome = 'replayed' | 'unknown' | 'queue-gone' | 'not-taken';

export interface QueueState {
  /** Consumers that are connected. */
  readonly consumers: number;
}

/**
 * The dead letters of a bus. Both engines keep the same promises; the contract suite
 * (`test/dead-letters/integration`) runs against each. Every method throws UnreachableError if the
 * bus is unavailable.
 */
export interface DeadLetterStore {
  /** A sentence for each other fact: that a dead-letter queue does not exist. */
  readonly notes: readonly string[];
  /**
   * All dead letters that there are at the first page; a page has those of one queue. May be called
   * once. A page may be replayed or dropped before the next one is read.
   */
  read(): AsyncGenerator<readonly DeadLetter[], void>;
  /** Not after `read`. */
  find(id: string): Promise<DeadLetter | null>;
  /**
   * Puts dead letters of this store back into the queue they came from, as their sender sent them:
   * the same message ID, correlation ID and body, with attempts counted from zero. If the process
   * dies, a message is in at least one of the two places; in both is harmless, since the inbox
   * rejects the second copy.
   */
  replay(letters: readonly DeadLetter[]): Promise<readonly ReplayOutcome[]>;
  /** Removes dead letters of this store for good. Returns for each whether it still existed. */
  drop(letters: readonly DeadLetter[]): Promise<readonly boolean[]>;
  /** Null if the queue does not exist: a replay into it cannot succeed. */
  findQueue(queue: string): Promise<QueueState | null>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** BUS_URL. */
  readonly url: string;
  readonly queues: readonly ConsumedQueue[];
  readonly pageSize?: number;
}
