/**
 * Retention: deletes published outbox rows, inbox rows and idempotency records after their
 * retention times, so that these tables do not grow forever. It never deletes pending outbox rows.
 *
 * Each statement deletes at most one batch of rows, oldest first, and finds them through an index.
 * It skips locked rows, so that several replicas can delete at the same time and block no other
 * transaction. After a crash, completed statements remain in effect. A later turn deletes the
 * remaining rows.
 *
 * An inbox row should outlive every redelivery of its message. If a message is redelivered later,
 * the constraints of the domain (the status of an order, the unique order ID in the ledger) still
 * prevent a second effect.
 */
import type { Logger } from 'winston';
import type { SqlTransaction } from '../database/client';
import { createLoop, type Loop } from '../lifecycle/loop';

/** The retention times. A service that does not have a table omits the time of the table. */
export interface RetentionTimes {
  /** The time to keep an outbox row after its message was published, in hours. */
  readonly outboxHours?: number;
  /** The time to keep an inbox row after its message was processed, in hours. */
  readonly inboxHours?: number;
  /**
   * The time to keep an idempotency record after the first response, in hours. Clients may repeat a
   * request for at least 24 hours.
   */
  readonly idempotencyHours?: number;
}

export interface RetentionOptions extends RetentionTimes {
  readonly client: SqlTransaction;
  readonly logger: Logger;
  /** The pause between two turns, in milliseconds. Defaults to 60 s. */
  readonly intervalMs?: number;
  /** The maximum number of rows that one statement deletes. Defaults to 1000. */
  readonly batchSize?: number;
}

export interface Retention extends Loop {
  /** Deletes one batch from each table now. Returns the number of deleted rows. */
  runOnce(): Promise<number>;
  /** Returns the number of rows deleted since the process started. */
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
      if (deleted > 0) logger.info('retention: deleted old rows', { deleted });
      return deleted >= batchSize;
    } catch (error) {
      logger.warn(`retention failed; retrying in ${intervalMs / 1_000} s`, { error });
      return false;
    }
  }

  return {
    ...createLoop({ name: 'retention', intervalMs, turn }),
    runOnce,
    deletedCount: () => deletedCount,
  };
}
