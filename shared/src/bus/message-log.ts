import type { Logger } from 'winston';
import { isCorrelationId } from '../values/trace-context';
import type { Delivered, Forward, Verdict } from './verdict';

export interface HandledMessage {
  readonly message: Delivered;
  readonly queue: string;
  readonly verdict: Verdict;
  /** The value of `performance.now()` at the start. */
  readonly startedAt: number;
  /** The value that the handler resolved with. */
  readonly facts?: unknown;
  /** The error that the handler rejected with. */
  readonly error?: unknown;
}

/**
 * Writes one log line per message when its outcome is known. Corresponds to the HTTP request log.
 */
export function logMessage(
  logger: Logger,
  { message, queue, verdict, startedAt, facts, error }: HandledMessage,
): void {
  const level = levelOf(verdict);
  if (!logger.isLevelEnabled(level)) return;
  logger.log(level, 'message', {
    ...(typeof facts === 'object' ? facts : {}),
    ...idsOf(message),
    queue,
    attempt: message.attempt,
    outcome: verdict.outcome === 'forward' ? `to ${verdict.forward.queue}` : verdict.outcome,
    durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
    ...(error === undefined ? {} : { error }),
  });
}

/** Warns that a failed message cannot be moved to its delay queue or dead-letter queue. */
export function logForwardFailure(
  logger: Logger,
  { message, to, error }: { message: Delivered; to: Forward; error: unknown },
): void {
  logger.warn('cannot forward the failed message; retrying', {
    ...idsOf(message),
    queue: to.failure.queue,
    to: to.queue,
    error,
  });
}

function idsOf({ id: messageId, correlationId }: Delivered) {
  return { messageId, ...(isCorrelationId(correlationId) ? { correlationId } : {}) };
}

function levelOf(verdict: Verdict): 'info' | 'warn' | 'error' {
  if (verdict.outcome !== 'forward') return 'info';
  return verdict.forward.delayMs === undefined ? 'error' : 'warn';
}
