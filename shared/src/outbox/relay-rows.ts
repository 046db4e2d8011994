import type { OutgoingMessage } from '../bus/bus';
import type { SqlTransaction } from '../database/client';

/** A committed message that waits for the broker. */
export interface PendingMessage extends OutgoingMessage {
  readonly attempts: number;
}

/**
 * Locks the pending rows that are due and that no other relay holds, oldest due first. A retry is
 * due within 5 s, so a row that is due in a minute is due now: the database's clock jumped back.
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

/** The broker confirmed and routed these. */
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
 * These stay pending with what went wrong, and are due again after 1, 2, 4 and then every
 * 5 seconds: soon enough to follow a topology that comes back, seldom enough to spare a broker.
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
