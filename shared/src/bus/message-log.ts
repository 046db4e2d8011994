import type { Logger } from 'winston';
import { isCorrelationId } from '../values/trace-context';
import type { Delivered, Forward, Verdict } from './delivery';

export interface HandledMessage {
  readonly message: Delivered;
  readonly queue: string;
  readonly verdict: Verdict;
  /** As `performance.now()` gave it. */
  readonly startedAt: number;
  /** What the handler resolved with. */
  readonly facts?: unknown;
  /** What the handler failed with. */
  readonly error?: unknown;
}

/** One line a message, once there is a verdict on it: the twin of the HTTP request log. */
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

/** A message that is known to go somewhere and cannot be put there. */
export function logForwardFailure(
  logger: Logger,
  { message, to, error }: { message: Delivered; to: Forward; error: unknown },
): void {
  logger.warn('a message cannot be put where it belongs; it is tried again and again', {
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
