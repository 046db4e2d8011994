import { summariseNewOrders } from '../db/orders.repository';
import type { Transaction } from '../db/prisma';
import type { NewOrders } from './new-orders';

const limits = { maxCount: 100_000, maxIds: 10 };

/** Surveys the NEW orders. An order is overdue if it is NEW for longer than `deadlineMs`. */
export function surveyNewOrders(
  database: Transaction,
  { deadlineMs }: { readonly deadlineMs: number },
): Promise<NewOrders> {
  return summariseNewOrders(database, { olderThan: new Date(Date.now() - deadlineMs), ...limits });
}
