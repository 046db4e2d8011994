import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Percentiles } from './latency';

/** Reads one entry of the partial index of NEW orders. */
const isAnyNewSql = "SELECT EXISTS (SELECT FROM orders WHERE status = 'NEW') AS is_any";
const pollIntervalMs = 20;

/** Resolves when no order is NEW. @throws Error after `withinMs` */
export async function untilAllSettled(ordersDb: Client, withinMs = 120_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const { rows } = await ordersDb.query<{ is_any: boolean }>(isAnyNewSql);
    if (!rows[0]?.is_any) return;
    if (performance.now() > deadline)
      throw new Error(`some orders are still NEW after ${withinMs} ms`);
    await pause(pollIntervalMs);
  }
}

/** The lowest UUID v7 of a moment. A UUID v7 starts with the milliseconds of its creation. */
export function lowestIdOf(time: number): string {
  const hex = time.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

const latenciesSql = `
  SELECT percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (
    ORDER BY extract(epoch FROM updated_at - created_at) * 1000)::float8[] AS ms
  FROM orders WHERE id >= $1`;

/**
 * Times from acceptance to the final status of the orders from this ID on, by the database's clock.
 */
export async function readSettleLatencies(ordersDb: Client, sinceId: string): Promise<Percentiles> {
  const { rows } = await ordersDb.query<{ ms: [number, number, number] }>(latenciesSql, [sinceId]);
  const [p50, p95, p99] = rows[0]?.ms ?? [Number.NaN, Number.NaN, Number.NaN];
  return { p50, p95, p99 };
}

const sendingsSql =
  'SELECT coalesce(sum(attempts), 0)::int AS sum FROM outbox_messages WHERE subject >= $1';

/** Counts the publish attempts for the orders from this ID on. */
export async function countSendings(databases: readonly Client[], sinceId: string) {
  let sum = 0;
  for (const database of databases) {
    const { rows } = await database.query<{ sum: number }>(sendingsSql, [sinceId]);
    sum += rows[0]?.sum ?? 0;
  }
  return sum;
}
