/**
 * The inbox makes a message count once, however often it is delivered: its ID is inserted in the
 * transaction that does the message's work. The ID follows from what the message says (the parser
 * checks it), so no message can take the place of another one.
 *
 * - Crash before COMMIT: neither the ID nor the work exists; the redelivery does all of it.
 * - Crash after COMMIT, before the acknowledgement: the redelivery finds the ID and does not repeat
 *   the work; a result may be published again.
 * - Two consumers at once: the second insert waits for the first transaction. It is skipped if that
 *   transaction commits, and succeeds if it rolls back.
 */
import type { SqlTransaction } from '../database/client';

export interface ReceivedMessage {
  readonly id: string;
  readonly type: string;
  /** The order ID. */
  readonly subject: string;
}

/**
 * Records the messages and returns the IDs that were not recorded before. An ID that occurs twice
 * in one call counts once. All callers insert IDs in the same order, so that two batches that share
 * messages wait for each other and do not deadlock.
 */
export async function recordInInbox(
  tx: SqlTransaction,
  messages: readonly ReceivedMessage[],
): Promise<ReadonlySet<string>> {
  if (messages.length === 0) return new Set();
  const ids = messages.map((message) => message.id);
  const types = messages.map((message) => message.type);
  const subjects = messages.map((message) => message.subject);

  const recorded = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO inbox_messages (id, type, subject)
    SELECT id, type, subject
    FROM unnest(${ids}::uuid[], ${types}::text[], ${subjects}::uuid[])
      AS message (id, type, subject)
    ORDER BY id
    ON CONFLICT (id) DO NOTHING
    RETURNING id`;
  return new Set(recorded.map((row) => row.id));
}
