import { checkBooks } from '@online-shop/e2e/invariants/books';
import { untilAtRest } from '@online-shop/e2e/invariants/check-shop';
import { checkProcesses } from '@online-shop/e2e/invariants/processes';
import type { Queryable } from '@online-shop/e2e/shop/databases';
import type { Bench } from './bench';

/** The books of a service in a few numbers, however long they are. */
export interface Digest {
  readonly count: string;
  /** Changes with any order's id, price or end. */
  readonly fingerprint: string;
  /** Of the messages that it sent, and of those that it received. */
  readonly sent: string;
  readonly received: string;
}

const sumOfHashes = (text: string) => `coalesce(sum(hashtextextended(${text}, 0)), 0)::text`;

const ordersSql = `
  SELECT count(*)::text AS count, ${sumOfHashes(
    "concat_ws(' ', id, status, case when status = 'FINISHED' then amount else 0 end)",
  )} AS fingerprint
  FROM orders`;

/** Each decision and each charge, also where one is there without the other. */
const paymentsSql = `
  WITH charges AS (
    SELECT order_id, -amount AS amount FROM ledger_entries WHERE order_id IS NOT NULL
  )
  SELECT count(*)::text AS count, ${sumOfHashes(
    `concat_ws(' ', order_id,
      case status when 'COMPLETED' then 'FINISHED' when 'FAILED' then 'CANCELLED' end,
      coalesce(amount, 0))`,
  )} AS fingerprint
  FROM payments FULL JOIN charges USING (order_id)`;

const messagesSql = `
  SELECT
    (SELECT ${sumOfHashes('type || subject')} FROM outbox_messages WHERE published_at IS NOT NULL)
      AS sent,
    (SELECT ${sumOfHashes('type || subject')} FROM inbox_messages) AS received`;

/**
 * Whether every accepted order is there, has ended, was charged its price once or not at all, and
 * whether every message that was sent has arrived: over all that ever happened, by sums.
 * @throws saying what is wrong: a fast wrong answer is a failed run
 */
export async function verifyBooks({ shop, replicas, accepted }: Bench): Promise<void> {
  const { ordersDb, paymentsDb } = shop;
  await untilAtRest(shop);
  const { count } = await verifyDigests(ordersDb, paymentsDb);
  const violations = [
    ...(await checkBooks(paymentsDb)),
    ...checkProcesses(Object.values(replicas).flat()),
  ].map(({ detail }) => detail);
  if (Number(count) !== accepted) violations.push(`${accepted} were accepted, ${count} are there`);
  refuse(violations);
}

/** Whether both databases tell the same story. @throws where they do not */
export async function verifyDigests(ordersDb: Queryable, paymentsDb: Queryable): Promise<Digest> {
  const orders = await readDigest(ordersDb, ordersSql);
  const payments = await readDigest(paymentsDb, paymentsSql);
  refuse(findDifferences(orders, payments));
  return orders;
}

function findDifferences(orders: Digest, payments: Digest): string[] {
  const problems: string[] = [];
  if (orders.count !== payments.count) {
    problems.push(`${orders.count} orders and ${payments.count} payments`);
  } else if (orders.fingerprint !== payments.fingerprint) {
    problems.push('orders and payments differ in an order, its price or its end');
  }
  if (orders.sent !== payments.received) {
    problems.push('what orders-service sent is not what payments-service received');
  }
  if (payments.sent !== orders.received) {
    problems.push('what payments-service sent is not what orders-service received');
  }
  return problems;
}

async function readDigest(database: Queryable, text: string): Promise<Digest> {
  const [books] = await database.query<Pick<Digest, 'count' | 'fingerprint'>>(text);
  const [messages] = await database.query<Pick<Digest, 'sent' | 'received'>>(messagesSql);
  return { ...books, ...messages } as Digest;
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0)
    throw new Error(`the books are wrong: ${problems.slice(0, 5).join('; ')}`);
}
