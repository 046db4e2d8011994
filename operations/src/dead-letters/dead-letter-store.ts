import type { DeadLetter } from './dead-letter';

/**
 * Maximum number of dead letters in memory, with their bodies. It equals the consumers' prefetch.
 */
export const defaultPageSize = 250;

/** A queue of a service, and the dead-letter queue for messages that failed there. */
export interface ConsumedQueue {
  readonly queue: string;
  readonly deadLetterQueue: string;
}

/**
 * - `replayed`: the message is in its queue under its message ID, and the dead letter is deleted.
 * - `unknown`: the dead letter does not exist or no longer exists.
 * - `queue-gone`: its queue does not exist. The dead letter remains.
 * - `not-taken`: the broker rejected the message or did not confirm it in time. The dead letter
 *   remains.
 */
export type ReplayOutcome = 'replayed' | 'unknown' | 'queue-gone' | 'not-taken';

export interface QueueState {
  /** The number of connected consumers. */
  readonly consumers: number;
}

/**
 * The dead letters of a bus. Both engines keep the same promises; the contract suite
 * (`test/dead-letters/integration`) runs against each. Every method throws UnreachableError if the
 * bus is unavailable.
 */
export interface DeadLetterStore {
  /** One sentence for each dead-letter queue that does not exist. */
  readonly notes: readonly string[];
  /**
   * Reads all dead letters that exist at the first page. A page contains dead letters of one queue.
   * It may be called once. A page may be replayed or dropped before the next page is read.
   */
  read(): AsyncGenerator<readonly DeadLetter[], void>;
  /** Must not be called after `read`. */
  find(id: string): Promise<DeadLetter | null>;
  /**
   * Moves dead letters of this store back to the queue that they came from, with their message ID,
   * correlation ID and body. Attempts start at zero. If the process dies, the message is in at
   * least one of the two queues. If it is in both, the inbox ignores the second copy.
   */
  replay(letters: readonly DeadLetter[]): Promise<readonly ReplayOutcome[]>;
  /** Deletes dead letters of this store. Returns for each whether it still existed. */
  drop(letters: readonly DeadLetter[]): Promise<readonly boolean[]>;
  /** Returns null if the queue does not exist. A replay into this queue fails. */
  findQueue(queue: string): Promise<QueueState | null>;
  close(): Promise<void>;
}

/** The bus has no queue of any service. An empty list of its dead letters would be a false all-clear. */
export class UnusedBusError extends Error {
  constructor() {
    super('no service has ever started on it; set BUS_URL, or DATA_DIR as for npm start');
  }
}

export interface StoreOptions {
  /** BUS_URL. */
  readonly url: string;
  readonly queues: readonly ConsumedQueue[];
  readonly pageSize?: number;
}
