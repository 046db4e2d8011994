import { createHash } from 'node:crypto';
import { readFailure } from '@online-shop/shared/bus/rabbitmq/message-headers';
import type { Message } from 'amqplib';
import type { DeadLetter, Reason } from '../dead-letter';
import type { ConsumedQueue } from '../dead-letter-store';

/** Characters of an id: 48 bits, so that even ten thousand letters have one each. */
const idLength = 12;

/**
 * RabbitMQ gives a message no name of its own, and its message id may be missing or be there twice.
 * So the id is a digest of what the letter is and of when and why it died: the same at every look,
 * another for another failure. What agrees in all of that is the same letter, in several copies.
 */
export function readLetter(message: Message, { queue }: ConsumedQueue): DeadLetter {
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

/** https://www.rabbitmq.com/docs/dlx: one entry a queue and reason, the newest first. */
function readDeath(deaths: unknown, queue: string): Reason | null {
  if (!Array.isArray(deaths)) return null;
  const death: unknown = deaths.find((each) => each?.queue === queue);
  if (!isDeath(death)) return null;
  const at = timeOf(death.time);
  const reason = String(death.reason);
  return {
    attempts: null,
    errorCode: reason,
    errorMessage: meaningOf[reason] ?? 'the broker gave it up',
    firstFailedAt: at,
    lastFailedAt: at,
  };
}

const meaningOf: Readonly<Record<string, string>> = {
  delivery_limit: 'the broker gave it up: its consumers died over it again and again',
};

const noReason: Reason = {
  attempts: null,
  errorCode: null,
  errorMessage: 'no reason is known: neither a consumer nor the broker put it here',
  firstFailedAt: null,
  lastFailedAt: null,
};

function isDeath(value: unknown): value is { readonly reason: unknown; readonly time: unknown } {
  return typeof value === 'object' && value !== null && 'reason' in value && 'time' in value;
}

/** amqplib's way with AMQP timestamps: `{ '!': 'timestamp', value: <seconds> }`. */
function timeOf(time: unknown): string | null {
  if (typeof time !== 'object' || time === null || !('value' in time)) return null;
  const at = new Date(Number(time.value) * 1_000);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
