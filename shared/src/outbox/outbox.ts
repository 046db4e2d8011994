import type { SqlTransaction } from '../database/client';
import type { CloudEvent } from '../messages/cloud-event';

/**
 * Writes events into the outbox of the transaction that caused them: both are committed, or
 * neither is. An event that was published is marked pending again, as if it had just come, which is
 * how a fact is told a second time under the same message id; one that still waits is due at once.
 */
export async function appendToOutbox(
  tx: SqlTransaction,
  events: readonly CloudEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const ids = events.map((event) => event.id);
  const types = events.map((event) => event.type);
  const correlationIds = events.map((event) => event.correlationid);
  const bodies = events.map((event) => JSON.stringify(event));

  await tx.$executeRaw`
    INSERT INTO outbox_messages (id, type, correlation_id, body)
    SELECT id, type, correlation_id, body
    FROM unnest(${ids}::uuid[], ${types}::text[], ${correlationIds}::text[], ${bodies}::text[])
      AS event (id, type, correlation_id, body)
    ORDER BY id
    ON CONFLICT (id) DO UPDATE
      SET published_at = NULL, attempts = 0, next_attempt_at = now(),
        created_at = CASE WHEN outbox_messages.published_at IS NULL
          THEN outbox_messages.created_at ELSE now() END`;
}
