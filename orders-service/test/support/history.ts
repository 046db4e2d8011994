import { withClient } from '@online-shop/servers/postgres/with-client';

/** Time-ordered IDs like ours, one per millisecond, up to one minute ago. */
const rowsSql = `
  SELECT at, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
    || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid AS id
  FROM (
    SELECT now() - interval '1 minute' - ($1::int - i) * interval '1 ms' AS at, md5(i::text) AS hash
    FROM generate_series(1, $1::int) AS i
  ) AS row`;

const tables = [
  `INSERT INTO orders
     (id, user_id, amount, currency, description, status, created_at, updated_at)
   SELECT id, 'historic', 1000, 'RUB', 'a book', 'FINISHED', at, at FROM (${rowsSql}) AS row`,
  `INSERT INTO outbox_messages
     (id, type, correlation_id, body, created_at, published_at, attempts, next_attempt_at)
   SELECT id, 'order.created', id, repeat('x', 500), at, at, 1, at FROM (${rowsSql}) AS row`,
  `INSERT INTO inbox_messages (id, type, received_at)
   SELECT id, 'payment.completed', at FROM (${rowsSql}) AS row`,
  `INSERT INTO idempotency_records (user_id, path, key, request_hash, answer, created_at)
   SELECT 'historic', '/api/orders', id, 'x', '{}', at FROM (${rowsSql}) AS row`,
];

/** Inserts this number of orders that were placed, published and settled. */
export async function insertHistory(url: string, rows: number): Promise<void> {
  await withClient(url, async (client) => {
    for (const table of tables) await client.query(table, [rows]);
  });
}
