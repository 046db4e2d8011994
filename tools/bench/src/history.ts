/**
 * A past for the shop: orders that were placed, paid and settled, written with SQL as the services
 * would have written them, row for row, so that the books are right and can be checked.
 *
 * Everything about an order follows from its place, so that both databases tell the same story
 * without speaking to each other: orders go to the users in turn, and all have one price.
 */
import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { Bench } from './bench';

export interface HistoryOptions {
  readonly orders: number;
  readonly users: number;
}

/** Rows that one order leaves behind, in all tables. */
export const rowsOfAnOrder = 7;

const price = 100;
const deposit = 900_000_000_000;
/** Orders of one transaction. */
const sliceSize = 50_000;
const hourMs = 3_600_000;

const CREATE_PAST = `
  create temp table past
    (place bigint, id uuid, at timestamptz, user_id text, account_id uuid, entry int)`;

/** Id: UUID v7 of its millisecond; its lower half is the place alone. */
const FILL_PAST = `
  insert into past
  select place, (lpad(to_hex(ms), 12, '0') || '70008' || lpad(to_hex(place), 15, '0'))::uuid,
    to_timestamp(ms / 1000.0), user_id, md5(user_id)::uuid, place / $5::bigint + 1
  from generate_series($1::bigint, $2::bigint - 1) place,
    lateral (select $3::bigint + place as ms, $4::text || place % $5::bigint as user_id) facts`;

/** As random as a UUID v5, which PostgreSQL cannot compute. */
const idOf = (type: string) => `md5('${type}' || id)::uuid`;
const outboxOf = (type: string, source: string) => `
  insert into outbox_messages
    (id, type, subject, correlation_id, body, created_at, published_at, attempts, next_attempt_at)
  select ${idOf(type)}, '${type}', id, id, json_build_object('specversion', '1.0',
    'id', ${idOf(type)}, 'type', '${type}',
    'source', '${source}', 'subject', id, 'time', at, 'datacontenttype', 'application/json',
    'dataschema', '/schemas/${type}/1', 'correlationid', id,
    'data', json_build_object('userId', user_id, 'amount', ${price}, 'currency', 'RUB')),
    at, at, 1, at
  from past`;
const inboxOf = (type: string) => `
  insert into inbox_messages (id, type, subject, received_at)
  select ${idOf(type)}, '${type}', id, at from past`;

const ORDERS_ROWS = [
  `insert into orders (id, user_id, amount, currency, description, status, created_at, updated_at)
  select id, user_id, ${price}, 'RUB', '', 'FINISHED', at, at from past`,
  outboxOf('order.created', '/orders-service'),
  inboxOf('payment.completed'),
];

const PAYMENTS_ROWS = [
  `insert into payments (order_id, user_id, amount, currency, status, reason, decided_at)
  select id, user_id, ${price}, 'RUB', 'COMPLETED', null, at from past`,
  `insert into ledger_entries
    (id, account_id, number, kind, amount, balance_after, order_id, created_at)
  select id, account_id, entry + 1, 'PAYMENT', -${price}, ${deposit} - ${price} * entry, id, at
  from past`,
  inboxOf('order.created'),
  outboxOf('payment.completed', '/payments-service'),
];

/** Users `$1` and a number, up to `$3`; `$2` orders of theirs are paid already. */
const ACCOUNTS = `
  with users as (
    select $1::text || i as user_id, ($2::bigint - i + $3::bigint - 1) / $3::bigint as orders
    from generate_series(0, $3::bigint - 1) i
  ), opened as (
    insert into accounts (id, user_id, currency, balance, entry_count, created_at, updated_at)
    select md5(user_id)::uuid, user_id, 'RUB', ${deposit} - ${price} * orders, orders + 1,
      now(), now()
    from users
    returning id
  )
  insert into ledger_entries
    (id, account_id, number, kind, amount, balance_after, order_id, created_at)
  select gen_random_uuid(), id, 1, 'DEPOSIT', ${deposit}, ${deposit}, null, now() from opened`;

/** Users who have an account and more money than any run spends. */
export async function createCustomers(paymentsDb: Client, count: number): Promise<string[]> {
  const prefix = createPrefix();
  await paymentsDb.query(ACCOUNTS, [prefix, 0, count]);
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`);
}

/** Of users of its own. Resolves once the statistics know of it. */
export async function writeHistory(bench: Bench, options: HistoryOptions): Promise<void> {
  const { orders, users } = options;
  const { ordersDb, paymentsDb } = bench;
  const prefix = createPrefix();
  const startMs = Date.now() - hourMs - orders;
  await paymentsDb.query(ACCOUNTS, [prefix, orders, users]);
  await Promise.all(
    [
      { database: ordersDb, statements: ORDERS_ROWS },
      { database: paymentsDb, statements: PAYMENTS_ROWS },
    ].map(async ({ database, statements }) => {
      await database.query(CREATE_PAST);
      for (let from = 0; from < orders; from += sliceSize) {
        const to = Math.min(from + sliceSize, orders);
        await writeSlice(database, { values: [from, to, startMs, prefix, users], statements });
      }
      await database.query('drop table past');
      await database.query('vacuum analyze');
      await database.query('checkpoint');
    }),
  );
  bench.accepted += orders;
}

function createPrefix(): string {
  return `bench-${randomUUID().slice(0, 8)}-`;
}

async function writeSlice(
  database: Client,
  slice: { readonly values: readonly unknown[]; readonly statements: readonly string[] },
): Promise<void> {
  await database.query('begin');
  // Without triggers: a foreign key is looked up row by row, and holds here by construction.
  await database.query('set local session_replication_role = replica');
  await database.query('truncate past');
  await database.query(FILL_PAST, [...slice.values]);
  for (const statement of slice.statements) await database.query(statement);
  await database.query('commit');
}
