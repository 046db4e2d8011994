import type { ConsumeMessage, Message } from 'amqplib/callback_api';
import { attemptOf, type Delivered, type Failure, type Forward } from '../delivery';
import { publishTag } from './publisher';

/** Reads what the bus itself wrote into the headers; a stranger's message has none of it. */
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

/** The headers a message had, and why it is where it is now. */
export function forwardedHeaders({ properties }: ConsumeMessage, to: Forward): Headers {
  const kept = Object.entries(properties.headers ?? {}).filter(([name]) => !isPassing(name));
  return { ...Object.fromEntries(kept), ...reasonHeaders(to) };
}

/** Why a message is where it is now. */
export function reasonHeaders({ failure, delayMs }: Forward): Headers {
  return {
    // A dead letter carries no `attempt`: put back into its queue, it starts anew.
    ...(delayMs === undefined ? { attempts: failure.attempts } : { attempt: failure.attempts + 1 }),
    'original-queue': failure.queue,
    'error-code': failure.errorCode,
    'error-message': failure.errorMessage,
    'first-failed-at': failure.firstFailedAt,
    'last-failed-at': failure.lastFailedAt,
  };
}

/** What `forwardedHeaders` wrote into a dead letter; null where it was not us who put it there. */
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

/** The headers as the sender wrote them: with nothing else a dead letter starts anew. */
export function senderHeaders({ properties }: Message): Headers {
  const kept = Object.entries(properties.headers ?? {}).filter(
    ([name]) => !isPassing(name) && !reasonNames.includes(name),
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

/** What broker and client note on the way, and what would send copies elsewhere once more. */
function isPassing(name: string): boolean {
  return transientHeaders.includes(name) || name.startsWith('x-');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
