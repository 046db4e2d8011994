import type { DeadLetter } from './dead-letter';

/** So many are looked at in one command: held in memory at once, with their bodies. */
export const LETTERS_MAX = 10_000;

/** A queue of a service, and the one in which what fails there for good is kept. */
export interface ConsumedQueue {
  readonly queue: string;
  readonly deadLetterQueue: string;
}

export interface Listing {
  readonly letters: readonly DeadLetter[];
  /** What else there is to know, a sentence each: that there are more, that a queue is missing. */
  readonly notes: readonly string[];
}

/**
 * - `replayed`: it is back in its queue, under its message id, and no dead letter any more.
 * - `unknown`: there is no such letter (any more).
 * - `queue-gone`: its queue is not there; the letter stays where it is.
 * - `not-taken`: the broker did not take it, or did not say so in time; the letter stays.
 */
export type ReplayOutcome = 'replayed' | 'unknown' | 'queue-gone' | 'not-taken';

/**
 * The dead letters of a bus. Both engines keep the same promises, written down once in the contract
 * suite that runs against each (`test/dead-letters/integration`). Every method throws
 * UnreachableError when the bus is away.
 */
export interface DeadLetterStore {
  /** Queue by queue, those that failed first come first. */
  list(): Promise<Listing>;
  find(id: string): Promise<DeadLetter | null>;
  /**
   * Puts the letter back into the queue it came from, as its sender sent it: the same message id,
   * correlation id and body, its attempts counted anew. Cut short at any moment the message is in
   * at least one of both places, never in none; in both is harmless, as the inbox knows its id.
   */
  replay(id: string): Promise<ReplayOutcome>;
  /** Removes it for good. Answers whether there was such a letter. */
  drop(id: string): Promise<boolean>;
  /** Whether a replay into the queue can succeed. */
  hasQueue(queue: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** BUS_URL. */
  readonly url: string;
  readonly queues: readonly ConsumedQueue[];
  /** So many letters are looked at, and no more. */
  readonly lettersMax: number;
}
