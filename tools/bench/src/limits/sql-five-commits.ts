/**
 * The cost of an order in PostgreSQL without batching: its five transactions, one order after the
 * other on each connection. It uses prepared statements, and neither HTTP, messages nor Prisma.
 */
import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { BenchCase } from '../cases/bench-case';
import { measureSql, type OrderConnections, type PlannedOrder } from './measure-sql';
import { charge, mark, place, settle } from './order-steps';

export const sqlFiveCommits: BenchCase = {
  name: 'sql-five-commits',
  title: 'SQL only, five commits per order',
  measure: (bench, { orders, connections }) =>
    measureSql(bench, { orders, connections, batchSize: 1, settle: settleOne }),
};

async function settleOne(
  { ordersDb, paymentsDb }: OrderConnections,
  [planned]: readonly PlannedOrder[],
): Promise<void> {
  const order = { ...(planned as PlannedOrder), id: createId() };
  await place(ordersDb, order);
  await mark(ordersDb, 'order.created', order);
  await charge(paymentsDb, order);
  await mark(paymentsDb, 'payment.completed', order);
  await settle(ordersDb, order);
}
