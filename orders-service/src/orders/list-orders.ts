import { type Page, type PageOfUser, takePage } from '@online-shop/shared/pagination/take-page';
import { findOrdersOfUser } from '../db/orders.repository';
import type { Database } from '../db/prisma';
import type { Order } from './order';

export type OrderPage = Page<Order>;

/**
 * One page of a user's orders, newest first. By keyset: whatever arrives while a client pages is
 * newer than its position, so nothing it has yet to see is skipped and nothing seen comes again.
 */
export async function listOrders(database: Database, query: PageOfUser): Promise<OrderPage> {
  const found = await findOrdersOfUser(database, { ...query, limit: query.limit + 1 });
  return takePage(found, { limit: query.limit, positionOf: ({ id }) => id });
}
