import type { ConsumeMessage, Message } from 'amqplib/callback_api';
import { attemptOf } from '../delivery';
import type { Delivered, Failure, Forward } from '../verdict';
import { publishTag } from './publisher';

/** Reads the headers that the bus writes. A message of a foreign publisher has none of them. */
export function readMessage({ properties }: ConsumeMessage, body: string): Delivered {
  const { 'first-failed-at': firstFailedAt, attempt } = properties.headers ?? {};
  return {
    id: textOf(properties.messageId),
    correlationId: textOf(properties.correlationId),
    body,
    attempt: attemptOf(attempt),
    firstFailedAt: textOf(firstFailedAt),
  };
}

type Headers = Readonly<Record<string, unknown>>;

/** The original headers of a message, plus the reason for forwarding it. */
export function forwardedHeaders({ properties }: ConsumeMessage, to: Forward): Headers {
  const kept = Object.entries(properties.headers ?? {}).filter(([name]) => !isTransient(name));
  return { ...Object.fromEntries(kept), ...reasonHeaders(to) };
}

/** The reason for forwarding a message. */
export function reasonHeaders({ failure, delayMs }: Forward): Headers {
  return {
    // A dead letter has no `attempt`: after a replay the attempts start at 1 again.
    ...(delayMs === undefined ? { attempts: failure.attempts } : { attempt: failure.attempts + 1 }),
    'original-queue': failure.queue,
    'error-code': failure.errorCode,
    'error-message': failure.errorMessage,
    'first-failed-at': failure.firstFailedAt,
    'last-failed-at': failure.lastFailedAt,
  };
}

/**
 * Reads the failure that `forwardedHeaders` wrote into a dead letter. Returns null if the broker or
 * an operator moved the message.
 */
export function readFailure({ properties }: Message): Failure | null {
  const headers = properties.headers ?? {};
  if (typeof headers.attempts !== 'number') return null;
  return {
    attempts: headers.attempts,
    queue: String(headers['original-queue']),
    errorCode: String(headers['error-code']),
    errorMessage: String(headers['error-message']),
    firstFailedAt: String(headers['first-failed-at']),
    lastFailedAt: String(headers['last-failed-at']),
  };
}

/**
 * The headers of the original sender. A dead letter that is replayed with only these starts at
 * attempt 1.
 */
export function senderHeaders({ properties }: Message): Headers {
  const kept = Object.entries(properties.headers ?? {}).filter(
    ([name]) => !isTransient(name) && !reasonNames.includes(name),
  );
  return Object.fromEntries(kept);
}

const reasonNames = [
  'original-queue',
  'error-code',
  'error-message',
  'first-failed-at',
  'last-failed-at',
];
const transientHeaders = ['rascal', 'CC', 'BCC', 'attempt', 'attempts', publishTag];

/**
 * Whether the broker or the client sets the header, or whether it would send copies to other
 * queues.
 */
function isTransient(name: string): boolean {
  return transientHeaders.includes(name) || name.startsWith('x-');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
