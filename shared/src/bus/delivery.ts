/**
 * What happens to one delivered message, the same on both engines.
 *
 *   handled ──────────────────────────────────────────► acknowledged
 *   failed, `wait` ──► held, handled again with backoff
 *   failed, `retry` ──► next delay queue ──► (its delay) ──► delivered again
 *   failed, `retry` after the last delay, or `dead-letter` ──► dead-letter queue, with the reason
 *   stopping, or the broker lost, while held ──► abandoned: it goes back to its queue
 *
 * Crash windows: a message is forwarded first (confirmed) and acknowledged after, so a crash
 * between the two leaves it twice, never nowhere; the inbox absorbs the second.
 */

import type { Logger } from 'winston';
import { createBackoff } from './backoff';
import type { ConsumerOptions, IncomingMessage } from './bus';
import { logMessage } from './message-log';
import { pause } from './on-abort';
import type { SubscriptionPlan } from './topology';

export type Verdict =
  | { readonly outcome: 'handled' }
  | { readonly outcome: 'abandoned' }
  | { readonly outcome: 'forward'; readonly forward: Forward };

/** Where a failed message goes, and why. */
export interface Forward {
  readonly queue: string;
  /** Absent for the dead-letter queue. */
  readonly delayMs?: number;
  readonly failure: Failure;
}

/** The reason, kept with the message: in its headers, or in the columns of its dead-letter row. */
export interface Failure {
  /** How many times the message has been handled in vain. */
  readonly attempts: number;
  readonly errorMessage: string;
  readonly errorCode: string;
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  /** The queue it was consumed from. */
  readonly queue: string;
}

/** The consumer's options, its subscription, and the signal after which nothing is held any longer. */
export interface DeliveryContext extends ConsumerOptions {
  readonly plan: SubscriptionPlan;
  readonly logger: Logger;
  readonly abandon: AbortSignal;
}

export interface Delivered extends IncomingMessage {
  /** When the message failed first, as its previous failure says, or a stranger. */
  readonly firstFailedAt: string | undefined;
}

const retryBackoff = { minMs: 100, maxMs: 5_000 };
const reportIntervalMs = 60_000;
const maxErrorMessageLength = 1_000;
/** More than any subscription has delays. */
const maxAttempts = 1_000;

/** Handles the message until there is something to say about it, and logs what. Never rejects. */
export function deliver(context: DeliveryContext, message: Delivered): Promise<Verdict> {
  return logged(context, message, () => decideOutcome(context, message));
}

async function logged(
  { logger, plan }: DeliveryContext,
  message: Delivered,
  work: () => Promise<Decision>,
): Promise<Verdict> {
  const startedAt = performance.now();
  const { verdict, ...decision } = await work();
  logMessage(logger, { message, queue: plan.queue, verdict, startedAt, ...decision });
  return verdict;
}

interface Decision {
  readonly verdict: Verdict;
  /** What the handler resolved with. */
  readonly facts?: unknown;
  /** What the handler failed with. */
  readonly error?: unknown;
}

async function decideOutcome(context: DeliveryContext, message: Delivered): Promise<Decision> {
  const backoff = createBackoff(retryBackoff);
  for (;;) {
    try {
      const facts = await context.handle(message);
      return { verdict: { outcome: 'handled' }, facts };
    } catch (error) {
      const recovery = recoveryFor(context, error);
      if (recovery !== 'wait') {
        return { verdict: forward(context, message, { error, recovery }), error };
      }
      await pause(backoff.nextMs(), context.abandon);
      if (context.abandon.aborted) return { verdict: { outcome: 'abandoned' } };
    }
  }
}

/** The verdict on a message that has been delivered too often without any answer; it is logged. */
export function giveUp(context: DeliveryContext, message: Delivered): Promise<Verdict> {
  return logged(context, message, async () => {
    const error = new DeliveryLimitError(context.plan.maxRedeliveries);
    return { verdict: forward(context, message, { error, recovery: 'dead-letter' }), error };
  });
}

/**
 * Tries until it works. Answers whether it did before the signal aborted. `onFailure` is told of the
 * first failure, and then of one a minute; RabbitMQ's consumers have no use for it, since there a
 * failure ends the connection, or the broker has said that it takes nothing.
 */
export async function retryUntilAborted(
  action: () => Promise<void>,
  abandon: AbortSignal,
  onFailure: (error: unknown) => void = () => {},
): Promise<boolean> {
  const backoff = createBackoff(retryBackoff);
  let silentUntil = 0;
  while (!abandon.aborted) {
    try {
      await action();
      return true;
    } catch (error) {
      if (performance.now() >= silentUntil) {
        silentUntil = performance.now() + reportIntervalMs;
        onFailure(error);
      }
      await pause(backoff.nextMs(), abandon);
    }
  }
  return false;
}

class DeliveryLimitError extends Error {
  readonly code = 'DELIVERY_LIMIT';
  constructor(maxRedeliveries: number) {
    super(`redelivered ${maxRedeliveries} times without an answer: its consumers died`);
  }
}

/** A recovery table that itself throws must not stop the consumer. */
function recoveryFor(context: DeliveryContext, error: unknown) {
  try {
    return context.recoveryFor(error);
  } catch {
    return 'retry';
  }
}

function forward(
  { plan }: DeliveryContext,
  message: Delivered,
  { error, recovery }: { readonly error: unknown; readonly recovery: 'retry' | 'dead-letter' },
): Verdict {
  const now = new Date().toISOString();
  const delay = recovery === 'retry' ? plan.delays[message.attempt - 1] : undefined;
  const failure: Failure = {
    attempts: message.attempt,
    ...describe(error),
    firstFailedAt: isTime(message.firstFailedAt) ? message.firstFailedAt : now,
    lastFailedAt: now,
    queue: plan.queue,
  };
  return {
    outcome: 'forward',
    forward: { ...(delay ?? { queue: plan.deadLetterQueue }), failure },
  };
}

/** Whether it is a time as we write it. Any other may be none to PostgreSQL, now or ever. */
function isTime(text: string | undefined): text is string {
  return text !== undefined && text >= '1970' && new Date(text).toJSON() === text;
}

function describe(error: unknown): Pick<Failure, 'errorMessage' | 'errorCode'> {
  const { message, name, code } = error instanceof Error ? (error as CodedError) : unknownError;
  return {
    // NUL is no text to PostgreSQL, and a parser may quote one from the message.
    errorMessage: (message || String(error)).slice(0, maxErrorMessageLength).replaceAll('\0', ''),
    errorCode: typeof code === 'string' ? code : name,
  };
}

interface CodedError extends Error {
  readonly code?: unknown;
}
const unknownError: CodedError = { name: 'Error', message: '' };

/** The attempt number a message carries. What is not one counts as the first. */
export function attemptOf(value: unknown): number {
  const isAttempt = typeof value === 'number' && Number.isInteger(value) && value >= 1;
  return isAttempt && value <= maxAttempts ? value : 1;
}
