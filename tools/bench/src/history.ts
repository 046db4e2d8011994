/**
 * Writes a history: orders that were placed, paid and settled. The SQL writes the same rows as the
 * services would, so that the consistency checks pass.
 *
 * All values of an order are computed from its number. Both databases therefore contain matching
 * rows although they are written independently. The users place orders in turn, all for one amount.
 */
import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';

export interface HistoryOptions {
  readonly orders: number;
  readonly users: number;
}

/** Rows per order, in all tables together. */
export const rowsPerOrder = 7;

const price = 100;
const deposit = 900_000_000_000;
/** Orders per transaction. */
const sliceSize = 50_000;
const hourMs = 3_600_000;

const createPastSql = `
  CREATE TEMP TABLE past
    (place bigint, id uuid, at timestamptz, user_id text, account_id uuid, entry int)`;

/** The ID is a UUID v7: its upper half is the millisecond, its lower half the order's number. */
const fillPastSql = `
  INSERT INTO past
  SELECT place, (lpad(to_hex(ms), 12, '0') || '70008' || lpad(to_hex(place), 15, '0'))::uuid,
    to_timestamp(ms / 1000.0), user_id, md5(user_id)::uuid, place / $5::bigint + 1
  FROM generate_series($1::bigint, $2::bigint - 1) place,
    LATERAL (SELECT $3::bigint + place AS ms, $4::text || place % $5::bigint AS user_id) facts`;

/**
 * A message ID that is as random as a UUID v5. PostgreSQL cannot compute a UUID v5 without an
 * extension.
 */
const idOf = (type: string) => `md5('${type}' || id)::uuid`;
const outboxOf = (type: string, source: string) => `
  INSERT INTO outbox_messages
    (id, type, subject, correlation_id, body, created_at, published_at, attempts, next_attempt_at)
  SELECT ${idOf(type)}, '${type}', id, id, json_build_object('specversion', '1.0',
    'id', ${idOf(type)}, 'type', '${type}',
    'source', '${source}', 'subject', id, 'time', at, 'datacontenttype', 'application/json',
    'dataschema', '/schemas/${type}/1', 'correlationid', id,
    'data', json_build_object('userId', user_id, 'amount', ${price}, 'currency', 'RUB')),
    at, at, 1, at
  FROM past`;
const inboxOf = (type: string) => `
  INSERT INTO inbox_messages (id, type, subject, received_at)
  SELECT ${idOf(type)}, '${type}', id, at FROM past`;

const ordersRowsSql = [
  `INSERT INTO orders (id, user_id, amount, currency, description, status, created_at, updated_at)
  SELECT id, user_id, ${price}, 'RUB', '', 'FINISHED', at, at FROM past`,
  outboxOf('order.created', '/orders-service'),
  inboxOf('payment.completed'),
];

const paymentsRowsSql = [
  `INSERT INTO payments (order_id, user_id, amount, currency, status, reason, decided_at)
  SELECT id, user_id, ${price}, 'RUB', 'COMPLETED', NULL, at FROM past`,
  `INSERT INTO ledger_entries
    (id, account_id, number, kind, amount, balance_after, order_id, created_at)
  SELECT id, account_id, entry + 1, 'PAYMENT', -${price}, ${deposit} - ${price} * entry, id, at
  FROM past`,
  inboxOf('order.created'),
  outboxOf('payment.completed', '/payments-service'),
];

/**
 * Opens `$3` accounts, for users named `$1` and a number. Together they have paid for `$2` orders.
 */
const accountsSql = `
  WITH users AS (
    SELECT $1::text || i AS user_id, ($2::bigint - i + $3::bigint - 1) / $3::bigint AS orders
    FROM generate_series(0, $3::bigint - 1) i
  ), opened AS (
    INSERT INTO accounts (id, user_id, currency, balance, entry_count, created_at, updated_at)
    SELECT md5(user_id)::uuid, user_id, 'RUB', ${deposit} - ${price} * orders, orders + 1,
      now(), now()
    FROM users
    RETURNING id
  )
  INSERT INTO ledger_entries
    (id, account_id, number, kind, amount, balance_after, order_id, created_at)
  SELECT gen_random_uuid(), id, 1, 'DEPOSIT', ${deposit}, ${deposit}, NULL, now() FROM opened`;

/** Creates users whose accounts contain more money than a run spends. Returns their IDs. */
export async function createCustomers(paymentsDb: Client, count: number): Promise<string[]> {
  const prefix = createPrefix();
  await paymentsDb.query(accountsSql, [prefix, 0, count]);
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`);
}

/** The databases that get a history, and the count of orders that the books must contain. */
export interface ShopBooks {
  readonly ordersDb: Client;
  readonly paymentsDb: Client;
  accepted: number;
}

/** Writes the orders of new users. Resolves after VACUUM ANALYZE and CHECKPOINT. */
export async function writeHistory(bench: ShopBooks, options: HistoryOptions): Promise<void> {
  const { orders, users } = options;
  const { ordersDb, paymentsDb } = bench;
  const prefix = createPrefix();
  const startMs = Date.now() - hourMs - orders;
  await paymentsDb.query(accountsSql, [prefix, orders, users]);
  await Promise.all(
    [
      { database: ordersDb, statements: ordersRowsSql },
      { database: paymentsDb, statements: paymentsRowsSql },
    ].map(async ({ database, statements }) => {
      await database.query(createPastSql);
      for (let from = 0; from < orders; from += sliceSize) {
        const to = Math.min(from + sliceSize, orders);
        await writeSlice(database, { values: [from, to, startMs, prefix, users], statements });
      }
      await database.query('DROP TABLE past');
      await database.query('VACUUM ANALYZE');
      await database.query('CHECKPOINT');
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
  await database.query('BEGIN');
  // Disables triggers: foreign-key checks row by row are slow, and these rows satisfy them.
  await database.query('SET LOCAL session_replication_role = replica');
  await database.query('TRUNCATE past');
  await database.query(fillPastSql, [...slice.values]);
  for (const statement of slice.statements) await database.query(statement);
  await database.query('COMMIT');
}
