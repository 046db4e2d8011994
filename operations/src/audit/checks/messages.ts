import type { Findings } from '../findings';
import type { Snapshot } from '../snapshot';
import { findRows } from './find-rows';

const strayMessagesSql = (problem: string, table: string, key: string) => `
  SELECT '${problem}' AS problem, m.subject AS order, m.id AS message, m.type,
    m.correlation_id AS "correlationId"
  FROM outbox_messages AS m
  WHERE NOT EXISTS (SELECT FROM ${table} WHERE ${key} = m.subject)
  ORDER BY m.id`;

const orderMessagesSql = strayMessagesSql('its order does not exist', 'orders', 'orders.id');
const resultMessagesSql = strayMessagesSql(
  'its payment does not exist',
  'payments',
  'payments.order_id',
);

/** Messages about orders and payments that do not exist. */
export async function findStrayMessages(
  { orders, payments }: { readonly orders: Snapshot; readonly payments: Snapshot },
  maxRows: number,
): Promise<readonly Findings[]> {
  return [
    await findRows(orders, orderMessagesSql, maxRows),
    await findRows(payments, resultMessagesSql, maxRows),
  ];
}
