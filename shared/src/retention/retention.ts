/**
 * Retention: what has served its purpose is deleted after a while, so that tables stay as large as
 * the traffic of that while. Pending outbox rows are never touched.
 *
 * Deletes are small statements of their own, found through an index and oldest first; rows that
 * somebody holds are skipped, so any number of replicas may clean at once and nobody waits for them.
 * Killed in the middle: what was deleted is deleted, the rest goes in a later turn.
 *
 * How long is long enough: an inbox row must outlive every redelivery of its message, and where one
 * does come later, the domain's own keys (an order's status, the ledger's UNIQUE order) refuse it.
 */
import type { Logger } from 'winston';
import type { SqlTransaction } from '../database/client';
import { createLoop, type Loop } from '../lifecycle/loop';

/** How long rows are kept. A service without a table omits its time. */
export interface RetentionTimes {
  /** In hours after publishing. */
  readonly outboxHours?: number;
  /** In hours after processing. */
  readonly inboxHours?: number;
  /** In hours after the first response. Clients may repeat a request for at least 24 hours. */
  readonly idempotencyHours?: number;
}

export interface RetentionOptions extends RetentionTimes {
  readonly client: SqlTransaction;
  readonly logger: Logger;
  readonly intervalMs?: number;
  /** Most rows of one statement. */
  readonly batchSize?: number;
}

export interface Retention extends Loop {
  /** Deletes one batch of each table, now; the number of rows that are gone. */
  runOnce(): Promise<number>;
  /** Rows deleted since the start of the process. */
  deletedCount(): number;
}

export function createRetention({
  client,
  logger,
  outboxHours,
  inboxHours,
  idempotencyHours,
  intervalMs = 60_000,
  batchSize = 1_000,
}: RetentionOptions): Retention {
  let deletedCount = 0;

  const deleteOutbox = (hours: number) => client.$executeRaw`
    DELETE FROM outbox_messages WHERE id = ANY (ARRAY(
      SELECT id FROM outbox_messages
      WHERE published_at < now() - ${hours} * interval '1 hour'
      ORDER BY published_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`;
  const deleteInbox = (hours: number) => client.$executeRaw`
    DELETE FROM inbox_messages WHERE id = ANY (ARRAY(
      SELECT id FROM inbox_messages
      WHERE received_at < now() - ${hours} * interval '1 hour'
      ORDER BY received_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`;
  const deleteIdempotency = (hours: number) => client.$executeRaw`
    DELETE FROM idempotency_records WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM idempotency_records
      WHERE created_at < now() - ${hours} * interval '1 hour'
      ORDER BY created_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`;

  async function runOnce(): Promise<number> {
    let deleted = 0;
    if (outboxHours !== undefined) deleted += await deleteOutbox(outboxHours);
    if (inboxHours !== undefined) deleted += await deleteInbox(inboxHours);
    if (idempotencyHours !== undefined) deleted += await deleteIdempotency(idempotencyHours);
    deletedCount += deleted;
    return deleted;
  }

  async function turn(): Promise<boolean> {
    try {
      const deleted = await runOnce();
      if (deleted > 0) logger.info('deleted rows past their retention', { deleted });
      return deleted >= batchSize;
    } catch (error) {
      logger.warn('retention waits for its next turn', { error });
      return false;
    }
  }

  return {
    ...createLoop({ name: 'retention', intervalMs, turn }),
    runOnce,
    deletedCount: () => deletedCount,
  };
}
