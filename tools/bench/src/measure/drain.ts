import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Bench } from '../bench';
import { cpuMeasures, type Measures, memoryMeasures, serverMeasures } from './measures';
import { countSendings, lowestIdOf, untilAllSettled } from './settled';
import { measureUsage } from './usage';

/**
 * Inserts NEW orders with pending messages, like the previous version. The users in `$3` take
 * turns.
 */
const placeSql = `
  WITH placed AS (
    INSERT INTO orders (id, user_id, amount, currency, description, created_at, updated_at)
    SELECT (lpad(to_hex($2::bigint), 12, '0') || '70008' || lpad(to_hex(i), 15, '0'))::uuid,
      ($3::text[])[1 + i % cardinality($3::text[])], 1 + i % 1000, 'RUB', '', now(), now()
    FROM generate_series(1, $1::int) i
    RETURNING *
  )
  INSERT INTO outbox_messages (id, type, subject, correlation_id, body)
  SELECT id, 'order.created', id, id, json_build_object('specversion', '1.0', 'id', id,
    'type', 'order.created', 'source', '/orders-service', 'subject', id,
    'time', to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'datacontenttype', 'application/json', 'dataschema', '/schemas/order.created/1',
    'correlationid', id,
    'data', json_build_object('userId', user_id, 'amount', amount, 'currency', trim(currency)))
  FROM placed`;
const isAnyPendingSql =
  'SELECT EXISTS (SELECT FROM outbox_messages WHERE published_at IS NULL) AS is_any';

const publishedWithinMs = 300_000;
const settledWithinMs = 600_000;

/**
 * Stops payments-service, publishes `orderCount` orders to the broker, starts payments-service
 * again, and measures until the last order is settled.
 */
export async function measureDrain(bench: Bench, orderCount: number): Promise<Measures> {
  const { shop, ordersDb, paymentsDb, users } = bench;
  await shop.payments.stop();
  const placedAt = Date.now();
  await ordersDb.query(placeSql, [orderCount, placedAt, users]);
  bench.accepted += orderCount;
  await untilAllPublished(ordersDb);

  const { seconds, cpu, memory, server } = await measureUsage(bench, async () => {
    await shop.payments.start();
    await untilAllSettled(ordersDb, settledWithinMs);
  });
  const sinceId = lowestIdOf(placedAt);
  return {
    settledPerSecond: orderCount / seconds,
    seconds,
    ...cpuMeasures(cpu, orderCount),
    ...memoryMeasures(memory),
    ...serverMeasures(server, orderCount),
    messagesPerOrder: (await countSendings([ordersDb, paymentsDb], sinceId)) / orderCount,
  };
}

async function untilAllPublished(ordersDb: Client): Promise<void> {
  const deadline = performance.now() + publishedWithinMs;
  for (;;) {
    const { rows } = await ordersDb.query<{ is_any: boolean }>(isAnyPendingSql);
    if (!rows[0]?.is_any) return;
    if (performance.now() > deadline)
      throw new Error(`the backlog was not published within ${publishedWithinMs} ms`);
    await pause(100);
  }
}
