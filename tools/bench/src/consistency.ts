import { untilAtRest } from '@online-shop/e2e/invariants/check-shop';
import { checkLedger } from '@online-shop/e2e/invariants/ledger';
import { checkProcesses } from '@online-shop/e2e/invariants/processes';
import type { Queryable } from '@online-shop/e2e/shop/databases';
import type { Bench } from './bench';

/** The contents of one service's database, reduced to four values. */
export interface Digest {
  readonly count: string;
  /** Changes if the ID, the amount or the final status of any order changes. */
  readonly fingerprint: string;
  /** A hash of the IDs of all published messages. */
  readonly sent: string;
  /** A hash of the IDs of all received messages. */
  readonly received: string;
}

const sumOfHashes = (text: string) => `coalesce(sum(hashtextextended(${text}, 0)), 0)::text`;

const ordersSql = `
  SELECT count(*)::text AS count, ${sumOfHashes(
    "concat_ws(' ', id, status, case when status = 'FINISHED' then amount else 0 end)",
  )} AS fingerprint
  FROM orders`;

/**
 * Each decision and each charge, including decisions without a charge and charges without a
 * decision.
 */
const paymentsSql = `
  WITH charges AS (
    SELECT order_id, -amount AS amount FROM ledger_entries WHERE order_id IS NOT NULL
  )
  SELECT count(*)::text AS count, ${sumOfHashes(
    `concat_ws(' ', order_id,
      case status when 'COMPLETED' then 'FINISHED' when 'FAILED' then 'CANCELLED' end,
      coalesce(charges.amount, 0))`,
  )} AS fingerprint
  FROM payments FULL JOIN charges USING (order_id)`;

const messagesSql = `
  SELECT
    (SELECT ${sumOfHashes('type || subject')} FROM outbox_messages WHERE published_at IS NOT NULL)
      AS sent,
    (SELECT ${sumOfHashes('type || subject')} FROM inbox_messages) AS received`;

/**
 * Verifies the data of the shop since its start: every accepted order exists and is final, a
 * finished order was charged its amount once, a cancelled order was not charged, and every
 * published message was received. It compares counts and hashes, so it detects that orders differ,
 * but not which.
 * @throws Error that lists the problems. A fast run with wrong data is a failed run.
 */
export async function verifyConsistency({ shop, replicas, accepted }: Bench): Promise<void> {
  const { ordersDb, paymentsDb } = shop;
  await untilAtRest(shop);
  const { count } = await verifyDigests(ordersDb, paymentsDb);
  const violations = [
    ...(await checkLedger(paymentsDb)),
    ...checkProcesses(Object.values(replicas).flat()),
  ].map(({ detail }) => detail);
  if (Number(count) !== accepted)
    violations.push(`${accepted} orders were accepted, ${count} exist`);
  throwOnProblems(violations);
}

/**
 * Verifies that both databases contain the same orders and messages.
 * @throws Error if they differ
 */
export async function verifyDigests(ordersDb: Queryable, paymentsDb: Queryable): Promise<Digest> {
  const orders = await readDigest(ordersDb, ordersSql);
  const payments = await readDigest(paymentsDb, paymentsSql);
  throwOnProblems(findDifferences(orders, payments));
  return orders;
}

function findDifferences(orders: Digest, payments: Digest): string[] {
  const problems: string[] = [];
  if (orders.count !== payments.count) {
    problems.push(`${orders.count} orders and ${payments.count} payments`);
  } else if (orders.fingerprint !== payments.fingerprint) {
    problems.push('the ID, amount or final status of an order differs between orders and payments');
  }
  if (orders.sent !== payments.received) {
    problems.push('the messages sent by orders-service are not those received by payments-service');
  }
  if (payments.sent !== orders.received) {
    problems.push('the messages sent by payments-service are not those received by orders-service');
  }
  return problems;
}

async function readDigest(database: Queryable, text: string): Promise<Digest> {
  const [books] = await database.query<Pick<Digest, 'count' | 'fingerprint'>>(text);
  const [messages] = await database.query<Pick<Digest, 'sent' | 'received'>>(messagesSql);
  return { ...books, ...messages } as Digest;
}

function throwOnProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new Error(`the databases are inconsistent: ${problems.slice(0, 5).join('; ')}`);
}
