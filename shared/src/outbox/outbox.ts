import type { SqlTransaction } from '../database/client';
import type { CloudEvent } from '../messages/cloud-event';

/** The outbox has another message with the ID of this event. A retry cannot succeed. */
export class MessageIdTakenError extends Error {
  override readonly name = 'MessageIdTakenError';
}

/**
 * Inserts events into the outbox in the transaction of the change that they report: both commit or
 * neither does. If the same event was published before, its row becomes pending again and does not
 * change otherwise. If its row is still pending, the row becomes due at once.
 * @throws MessageIdTakenError if a row with the ID of an event has another type, subject or data
 */
export async function appendToOutbox(
  tx: SqlTransaction,
  events: readonly CloudEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const ids = events.map((event) => event.id);
  const types = events.map((event) => event.type);
  const subjects = events.map((event) => event.subject);
  const correlationIds = events.map((event) => event.correlationid);
  const bodies = events.map((event) => JSON.stringify(event));

  const written = await tx.$executeRaw`
    INSERT INTO outbox_messages AS message (id, type, subject, correlation_id, body)
    SELECT id, type, subject, correlation_id, body
    FROM unnest(${ids}::uuid[], ${types}::text[], ${subjects}::uuid[], ${correlationIds}::text[],
      ${bodies}::text[])
      AS event (id, type, subject, correlation_id, body)
    ORDER BY id
    ON CONFLICT (id) DO UPDATE
      SET published_at = NULL, attempts = 0, next_attempt_at = now(),
        created_at = CASE WHEN message.published_at IS NULL THEN message.created_at ELSE now() END
      WHERE (message.type, message.subject, message.body::jsonb -> 'data')
        = (EXCLUDED.type, EXCLUDED.subject, EXCLUDED.body::jsonb -> 'data')`;
  if (written !== events.length) {
    throw new MessageIdTakenError('the outbox has another message with the ID of an event');
  }
}

/**
 * Makes published messages pending again and pending messages due at once. Changes nothing else.
 */
export async function markPending(tx: SqlTransaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`
    UPDATE outbox_messages
    SET published_at = NULL, attempts = 0, next_attempt_at = now(),
      created_at = CASE WHEN published_at IS NULL THEN created_at ELSE now() END
    WHERE id = ANY (${ids}::uuid[])`;
}
