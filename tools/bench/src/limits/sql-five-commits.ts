/**
 * What an order costs PostgreSQL where nobody batches: the five transactions of its way, one order
 * after the other on each connection. No HTTP, no messages, no Prisma; the statements are prepared.
 */
import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { BenchCase } from '../cases/bench-case';
import { measureSql, type PlannedOrder, type Way } from './measure-sql';
import { charge, mark, place, settle } from './order-steps';

export const sqlFiveCommits: BenchCase = {
  name: 'sql-five-commits',
  title: 'SQL alone, five commits an order',
  measure: (bench, { orders, connections }) =>
    measureSql(bench, { orders, connections, batchSize: 1, settle: goAllTheWay }),
};

async function goAllTheWay(
  { ordersDb, paymentsDb }: Way,
  [planned]: readonly PlannedOrder[],
): Promise<void> {
  const order = { ...(planned as PlannedOrder), id: createId() };
  await place(ordersDb, order);
  await mark(ordersDb, 'order.created', order);
  await charge(paymentsDb, order);
  await mark(paymentsDb, 'payment.completed', order);
  await settle(ordersDb, order);
}
