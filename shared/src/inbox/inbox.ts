/**
 * The inbox makes a message count once, however often it is delivered: its id is inserted in the
 * transaction that does the message's work.
 *
 * - Crash before COMMIT: neither the id nor the work is there; the redelivery does it all.
 * - Crash after COMMIT, before the acknowledgement: the redelivery finds the id and does the work no
 *   second time; a result may be told again.
 * - Two consumers at once: the second insert waits for the first transaction, then is skipped if
 *   that committed, and goes through if it rolled back.
 */
import type { SqlTransaction } from '../database/client';

export interface ReceivedMessage {
  readonly id: string;
  readonly type: string;
}

/**
 * Records the messages and returns the ids that were not there before. An id that stands twice in
 * one call counts once. Ids are inserted in one order by everybody, so that two batches which share
 * messages wait for each other instead of deadlocking.
 */
export async function recordInInbox(
  tx: SqlTransaction,
  messages: readonly ReceivedMessage[],
): Promise<ReadonlySet<string>> {
  if (messages.length === 0) return new Set();
  const ids = messages.map((message) => message.id);
  const types = messages.map((message) => message.type);

  const recorded = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO inbox_messages (id, type)
    SELECT id, type FROM unnest(${ids}::uuid[], ${types}::text[]) AS message (id, type)
    ORDER BY id
    ON CONFLICT (id) DO NOTHING
    RETURNING id`;
  return new Set(recorded.map((row) => row.id));
}
