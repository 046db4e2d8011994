import { createHash } from 'node:crypto';
import { readFailure } from '@online-shop/shared/bus/rabbitmq/message-headers';
import type { Message } from 'amqplib';
import type { DeadLetter, Reason } from '../dead-letter';
import type { ConsumedQueue } from '../dead-letter-store';

/** Characters of an ID. 48 bits keep the IDs of 10 000 dead letters distinct. */
const idLength = 12;

/**
 * RabbitMQ assigns no ID to a message, and a message ID may be missing or not unique. The ID of a
 * dead letter is therefore a digest of the message and of the time and reason of its failure. The
 * ID is the same in every listing. If the message fails again, the ID changes. Messages with the
 * same digest are copies.
 */
export function readDeadLetter(message: Message, { queue }: ConsumedQueue): DeadLetter {
  const { properties, content } = message;
  const facts = {
    queue,
    messageId: textOf(properties.messageId),
    correlationId: textOf(properties.correlationId),
    reason: readReason(message, queue),
  };
  const digest = createHash('sha256').update(JSON.stringify(facts)).update(content).digest('hex');
  return {
    id: digest.slice(0, idLength),
    ...facts,
    copies: 1,
    headers: properties.headers ?? {},
    body: content.toString('utf8'),
  };
}

function readReason(message: Message, queue: string): Reason {
  return (
    readFailure(message) ?? readDeath(message.properties.headers?.['x-death'], queue) ?? noReason
  );
}

/**
 * The x-death header has one entry per queue and reason, newest first:
 * https://www.rabbitmq.com/docs/dlx
 */
function readDeath(deaths: unknown, queue: string): Reason | null {
  if (!Array.isArray(deaths)) return null;
  const death: unknown = deaths.find((each) => each?.queue === queue);
  if (!isDeath(death)) return null;
  const at = timeOf(death.time);
  const reason = String(death.reason);
  return {
    attempts: null,
    errorCode: reason,
    errorMessage: meaningOf[reason] ?? 'the broker dead-lettered it',
    firstFailedAt: at,
    lastFailedAt: at,
  };
}

const meaningOf: Readonly<Record<string, string>> = {
  delivery_limit:
    'the broker dead-lettered it: its consumers disconnected repeatedly without acknowledging it',
};

const noReason: Reason = {
  attempts: null,
  errorCode: null,
  errorMessage: 'unknown reason: neither a consumer nor the broker dead-lettered it',
  firstFailedAt: null,
  lastFailedAt: null,
};

function isDeath(value: unknown): value is { readonly reason: unknown; readonly time: unknown } {
  return typeof value === 'object' && value !== null && 'reason' in value && 'time' in value;
}

/** amqplib represents an AMQP timestamp as `{ '!': 'timestamp', value: <seconds> }`. */
function timeOf(time: unknown): string | null {
  if (typeof time !== 'object' || time === null || !('value' in time)) return null;
  const at = new Date(Number(time.value) * 1_000);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
