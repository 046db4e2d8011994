import type { OutgoingMessage } from '../bus/bus';
import type { SqlTransaction } from '../database/client';

/** A committed message that is not published yet. */
export interface PendingMessage extends OutgoingMessage {
  readonly attempts: number;
}

/**
 * Locks the due pending rows that no other relay has locked, earliest due first. A failed row is
 * due again within 5 s. A row that is due in more than a minute is due now, because the clock of
 * the database jumped back.
 */
export function claimPending(tx: SqlTransaction, limit: number): PromiseLike<PendingMessage[]> {
  return tx.$queryRaw<PendingMessage[]>`
    SELECT id, type, correlation_id AS "correlationId", body, attempts
    FROM outbox_messages
    WHERE published_at IS NULL
      AND (next_attempt_at <= now() OR next_attempt_at > now() + interval '1 minute')
    ORDER BY next_attempt_at
    LIMIT ${limit}
    FOR UPDATE SKIP LOCKED`;
}

/** Marks messages that the broker has confirmed and routed. */
export async function markPublished(
  tx: SqlTransaction,
  messages: readonly PendingMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  const ids = messages.map((message) => message.id);
  await tx.$executeRaw`
    UPDATE outbox_messages
    SET published_at = now(), attempts = attempts + 1, last_error = NULL
    WHERE id = ANY (${ids}::uuid[])`;
}

/**
 * Keeps failed messages pending with the reason. They are due again after 1, 2 and 4 s, and then
 * every 5 s. These delays are short enough to publish soon after a topology is restored, and long
 * enough not to overload a broker.
 */
export async function reschedule(
  tx: SqlTransaction,
  failures: ReadonlyMap<PendingMessage, string>,
): Promise<void> {
  if (failures.size === 0) return;
  const ids = [...failures.keys()].map((message) => message.id);
  const reasons = [...failures.values()].map((reason) => reason.slice(0, 500));
  await tx.$executeRaw`
    UPDATE outbox_messages AS message
    SET attempts = attempts + 1,
        last_error = failure.reason,
        next_attempt_at = now() + least(5, power(2, least(attempts, 3))) * interval '1 second'
    FROM unnest(${ids}::uuid[], ${reasons}::text[]) AS failure (id, reason)
    WHERE message.id = failure.id`;
}
