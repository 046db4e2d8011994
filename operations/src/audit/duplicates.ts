import type { Snapshot } from './snapshot';

/**
 * Counts outbox rows that were published again. Such a row is inserted again, more than 1 s after
 * its fact; 1 s allows for clock skew. A row that was still pending at that time keeps its creation
 * time and gets a later due time. A row that was only rescheduled has a failed attempt, so it is
 * excluded.
 */
const countTold = (facts: string) => `
  SELECT count(*) FILTER (WHERE message.created_at > fact.at + INTERVAL '1 second'
      OR (message.next_attempt_at > message.created_at + INTERVAL '1 millisecond'
        AND message.attempts <= 1 AND message.last_error IS NULL)) AS again,
    count(*) FILTER (WHERE message.attempts > 1) AS retried
  FROM outbox_messages AS message LEFT JOIN (${facts}) AS fact USING (subject)`;
const ordersSql = countTold('SELECT id AS subject, created_at AS at FROM orders');
const paymentsSql = countTold('SELECT order_id AS subject, decided_at AS at FROM payments');

/**
 * Duplicates that have left traces in the outboxes, within the retention period. Each number counts
 * an order once, so it is a lower bound. Duplicates without a trace are not counted: a result that
 * was delivered twice, and a request that was repeated with its idempotency key.
 */
export interface Duplicates {
  /** Orders that were re-driven because they had waited too long. */
  readonly redriven: number;
  /**
   * Orders whose `order.created` arrived again after the decision. The first result was sent again.
   */
  readonly chargesRefused: number;
  /** Messages with more than one publish attempt. The broker may have delivered each attempt. */
  readonly published: { readonly orders: number; readonly payments: number };
}

export async function countDuplicates(snapshots: {
  readonly orders: Snapshot;
  readonly payments: Snapshot;
}): Promise<Duplicates> {
  const orders = await countIn(snapshots.orders, ordersSql);
  const payments = await countIn(snapshots.payments, paymentsSql);
  return {
    redriven: orders.again,
    chargesRefused: payments.again,
    published: { orders: orders.retried, payments: payments.retried },
  };
}

async function countIn(snapshot: Snapshot, statement: string) {
  const [counts] = await snapshot.query<{ again: string; retried: string }>(statement);
  return { again: Number(counts?.again ?? 0), retried: Number(counts?.retried ?? 0) };
}
