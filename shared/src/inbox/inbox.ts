/**
 * Guarantee: a message takes effect once, no matter how many times it is delivered. The ID of the
 * message is inserted in the transaction that processes the message. The ID is derived from the
 * content (the parser checks it), so no message can block another one.
 *
 * Crash windows:
 * - before COMMIT: neither the ID nor the effect exists. The redelivery processes the message.
 * - after COMMIT, before the acknowledgement: the redelivery finds the ID and has no effect. A
 *   result may be published again.
 * - two consumers at the same time: the second insert waits for the first transaction. The insert
 *   is skipped if that transaction commits, and succeeds if it rolls back.
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
 * in one call is recorded once. All callers insert IDs in the same order, so that batches with
 * common messages cannot deadlock.
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
