import { checkBooks } from '@online-shop/e2e/invariants/books';
import { untilAtRest } from '@online-shop/e2e/invariants/check-shop';
import { checkProcesses } from '@online-shop/e2e/invariants/processes';
import type { Client } from 'pg';
import type { Bench } from './bench';

/** How the books of both services are brought to the same few numbers, however long they are. */
interface Digest {
  readonly orders: string;
  readonly paid: string;
  /** Changes with any order's id, price or end. */
  readonly fingerprint: string;
  readonly told: string;
  readonly heard: string;
}

const PAID = "case when status = 'FINISHED' then amount else 0 end";
const ORDERS = `
  select count(*)::text as orders, coalesce(sum(${PAID}), 0)::text as paid,
    coalesce(sum(hashtextextended(concat_ws(' ', id, status, ${PAID}), 0)), 0)::text as fingerprint
  from orders`;
const PAYMENTS = `
  select count(*)::text as orders, coalesce(sum(-amount), 0)::text as paid,
    coalesce(sum(hashtextextended(concat_ws(' ', order_id,
      case status when 'COMPLETED' then 'FINISHED' else 'CANCELLED' end,
      coalesce(-amount, 0)), 0)), 0)::text as fingerprint
  from payments full join (
    select order_id, amount from ledger_entries where order_id is not null) charges using (order_id)`;
const MESSAGES = `
  select
    (select coalesce(sum(hashtextextended(id::text, 0)), 0)::text from outbox_messages
      where published_at is not null) as told,
    (select coalesce(sum(hashtextextended(id::text, 0)), 0)::text from inbox_messages) as heard`;

/**
 * Whether every accepted order is there, has ended, was charged its price exactly once or not at
 * all, and whether every message that was sent has been heard; over the whole history, by sums.
 * @throws saying what is wrong: a fast wrong answer is a failed run
 */
export async function verifyBooks(bench: Bench): Promise<void> {
  const { shop, ordersDb, paymentsDb, accepted, replicas } = bench;
  await untilAtRest(shop);
  const orders = await readDigest(ordersDb, ORDERS);
  const payments = await readDigest(paymentsDb, PAYMENTS);
  const problems = [
    ...differences(orders, payments, accepted),
    ...(await checkBooks(shop.paymentsDb)).map(({ detail }) => detail),
    ...checkProcesses(Object.values(replicas).flat()).map(({ detail }) => detail),
  ];
  if (problems.length > 0)
    throw new Error(`the books are wrong: ${problems.slice(0, 5).join('; ')}`);
}

export function differences(orders: Digest, payments: Digest, accepted: number): string[] {
  const problems: string[] = [];
  const compare = (what: string, here: string | number, there: string | number) => {
    if (String(here) !== String(there)) problems.push(`${what}: ${here} and ${there}`);
  };
  compare('accepted orders and orders', accepted, orders.orders);
  compare('orders and payments', orders.orders, payments.orders);
  compare('paid for orders and charged', orders.paid, payments.paid);
  compare('fingerprints of orders and payments', orders.fingerprint, payments.fingerprint);
  compare('messages from orders to payments', orders.told, payments.heard);
  compare('messages from payments to orders', payments.told, orders.heard);
  return problems;
}

async function readDigest(database: Client, text: string): Promise<Digest> {
  const books = await database.query<Digest>(text);
  const messages = await database.query<Digest>(MESSAGES);
  return { ...(books.rows[0] as Digest), ...(messages.rows[0] as Digest) };
}
