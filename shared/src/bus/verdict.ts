import type { IncomingMessage } from './bus';

export interface Delivered extends IncomingMessage {
  /**
   * Time of the first failure, read from the previous failure. A foreign publisher may set any
   * text.
   */
  readonly firstFailedAt: string | undefined;
}

export type Verdict =
  | { readonly outcome: 'handled' }
  | { readonly outcome: 'abandoned' }
  | { readonly outcome: 'forward'; readonly forward: Forward };

/** The queue that a failed message is forwarded to, and the failure. */
export interface Forward {
  readonly queue: string;
  /** Undefined for the dead-letter queue. */
  readonly delayMs?: number;
  readonly failure: Failure;
}

/**
 * The failure of a message. It is stored in the headers of the message, or in the columns of its
 * dead-letter row.
 */
export interface Failure {
  /** Number of failed attempts. */
  readonly attempts: number;
  readonly errorMessage: string;
  readonly errorCode: string;
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  /** The queue that the message was consumed from. */
  readonly queue: string;
}
