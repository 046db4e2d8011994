import type { Snapshot } from './snapshot';

/**
 * An outbox row that is told again is written anew: later than what it tells of, by more than two
 * clocks differ. One that still waited when it was told again keeps its time and is due later; one
 * that was merely put off has counted an attempt.
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
 * What the databases still know of duplicates: traces in the outboxes, for as long as these are
 * kept. Each counts an order once, however often it happened, so each is a lower bound. What leaves
 * no row is not in it: a result that came twice, a request repeated under its key.
 */
export interface Duplicates {
  /** Orders that were re-driven because they had waited too long. */
  readonly redriven: number;
  /** Orders that came again after they were decided: nothing was charged, the answer was repeated. */
  readonly chargesRefused: number;
  /** Messages that took more than one try, each of which the broker may have delivered. */
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
