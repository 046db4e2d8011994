/**
 * Handles one delivered message. Both engines use this code.
 *
 *   handled ──────────────────────────────────────────► acknowledged
 *   failed, `wait` ──► kept, handled again with backoff
 *   failed, `retry` ──► next delay queue ──► (its delay) ──► delivered again
 *   failed, `retry` after the last delay, or `dead-letter` ──► dead-letter queue, with the reason
 *   kept, and the consumer stops or the broker is lost ──► abandoned: requeued
 *
 * Crash windows: a failed message is first forwarded (confirmed) and then acknowledged. A crash
 * between the two steps duplicates the message and never loses it. The inbox discards the
 * duplicate.
 */

import type { Logger } from 'winston';
import { createBackoff } from './backoff';
import type { ConsumerOptions } from './bus';
import { logMessage } from './message-log';
import { pause } from './on-abort';
import type { SubscriptionPlan } from './topology';
import type { Delivered, Failure, Verdict } from './verdict';

/** The options of the consumer, its subscription, and the signal that ends every retry. */
export interface DeliveryContext extends ConsumerOptions {
  readonly plan: SubscriptionPlan;
  readonly logger: Logger;
  readonly abandon: AbortSignal;
}

const retryBackoff = { minMs: 100, maxMs: 5_000 };
const reportIntervalMs = 60_000;
const maxErrorMessageLength = 1_000;
/** Larger than the number of delays of any subscription. */
const maxAttempts = 1_000;

/** Handles the message until its outcome is known, and logs the outcome. Never rejects. */
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
  /** The value that the handler resolved with. */
  readonly facts?: unknown;
  /** The error that the handler rejected with. */
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

/**
 * Returns the verdict on a message that exceeded the delivery limit without an acknowledgement, and
 * logs it.
 */
export function giveUp(context: DeliveryContext, message: Delivered): Promise<Verdict> {
  return logged(context, message, async () => {
    const error = new DeliveryLimitError(context.plan.maxRedeliveries);
    return { verdict: forward(context, message, { error, recovery: 'dead-letter' }), error };
  });
}

/**
 * Retries the action with backoff until it succeeds or the signal aborts. Returns whether it
 * succeeded. Calls `onFailure` with the first failure, and then at most once a minute. The RabbitMQ
 * consumer passes no `onFailure`: there, a failure ends the connection, which is logged.
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
    super(`redelivered ${maxRedeliveries} times without an acknowledgement: the consumers crashed`);
  }
}

/** An error in a recovery table must not stop the consumer. */
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

/** Whether the text is a timestamp in our format. PostgreSQL may reject any other text. */
function isTime(text: string | undefined): text is string {
  return text !== undefined && text >= '1970' && new Date(text).toJSON() === text;
}

function describe(error: unknown): Pick<Failure, 'errorMessage' | 'errorCode'> {
  const { message, name, code } = error instanceof Error ? (error as CodedError) : unknownError;
  return {
    // PostgreSQL stores no NUL character, and an error message of a parser may quote one from the
    // body.
    errorMessage: (message || String(error)).slice(0, maxErrorMessageLength).replaceAll('\0', ''),
    errorCode: typeof code === 'string' ? code : name,
  };
}

interface CodedError extends Error {
  readonly code?: unknown;
}
const unknownError: CodedError = { name: 'Error', message: '' };

/** Reads the attempt number of a message. Returns 1 for an invalid number. */
export function attemptOf(value: unknown): number {
  const isAttempt = typeof value === 'number' && Number.isInteger(value) && value >= 1;
  return isAttempt && value <= maxAttempts ? value : 1;
}
