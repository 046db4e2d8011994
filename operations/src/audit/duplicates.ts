import type { Snapshot } from './snapshot';

/**
 * An outbox row that is told again is marked pending again: it is due later than it was written.
 * One that was merely put off has counted an attempt.
 */
const COUNT = `
  SELECT count(*) FILTER (WHERE next_attempt_at > created_at + interval '1 millisecond'
      AND (attempts <= 1 AND last_error IS NULL)) AS again,
    count(*) FILTER (WHERE attempts > 1) AS retried
  FROM outbox_messages`;

/**
 * What the databases still know of duplicates: traces in the outboxes, for as long as these are
 * kept. Each counts an order once, however often it happened, so each is a lower bound. What leaves
 * no row is not in it: a result that came twice, a request repeated under its key.
 */
export interface Duplicates {
  /** Orders told of again because they had waited too long. */
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
  const orders = await countIn(snapshots.orders);
  const payments = await countIn(snapshots.payments);
  return {
    redriven: orders.again,
    chargesRefused: payments.again,
    published: { orders: orders.retried, payments: payments.retried },
  };
}

async function countIn(snapshot: Snapshot) {
  const [counts] = await snapshot.query<{ again: string; retried: string }>(COUNT);
  return { again: Number(counts?.again ?? 0), retried: Number(counts?.retried ?? 0) };
}
