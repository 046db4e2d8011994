import { summariseNewOrders } from '../db/orders.repository';
import type { Transaction } from '../db/prisma';

/** The orders that wait for their payment, in numbers. */
export interface NewOrders {
  /** How many there are; no more than 100 000 are counted, the oldest of them. */
  readonly new: number;
  /** Those of them that are past their deadline. */
  readonly overdue: number;
  /** The first ten of those. */
  readonly oldestOverdueIds: readonly string[];
}

const limits = { maxCount: 100_000, maxIds: 10 };

/** `deadlineMs`: how long an order may be NEW. */
export function surveyNewOrders(
  database: Transaction,
  { deadlineMs }: { readonly deadlineMs: number },
): Promise<NewOrders> {
  return summariseNewOrders(database, { olderThan: new Date(Date.now() - deadlineMs), ...limits });
}
