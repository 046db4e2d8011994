import { type Page, type PageOfUser, takePage } from '@online-shop/shared/pagination/take-page';
import { findOrdersOfUser } from '../db/orders.repository';
import type { Database } from '../db/prisma';
import type { Order } from './order';

export type OrderPage = Page<Order>;

/**
 * Returns one page of a user's orders, newest first, with keyset pagination. New orders are newer
 * than every cursor, so paging neither skips nor repeats an order.
 */
export async function listOrders(database: Database, query: PageOfUser): Promise<OrderPage> {
  const found = await findOrdersOfUser(database, { ...query, limit: query.limit + 1 });
  return takePage(found, { limit: query.limit, positionOf: ({ id }) => id });
}
