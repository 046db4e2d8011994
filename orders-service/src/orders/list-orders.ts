import { findOrdersOfUser } from '../db/orders.repository';
import type { Database } from '../db/prisma';
import type { Order } from './order';

export interface ListOrders {
  readonly userId: string;
  readonly limit: number;
  /** The id of the last order of the page before; the newest order comes first without it. */
  readonly after?: string | undefined;
}

export interface OrderPage {
  readonly items: readonly Order[];
  /** Where the next page goes on; null on the last one. */
  readonly next: string | null;
}

/**
 * One page of a user's orders, newest first. By keyset: whatever arrives while a client pages is
 * newer than its position, so nothing it has yet to see is skipped and nothing seen comes again.
 */
export async function listOrders(database: Database, query: ListOrders): Promise<OrderPage> {
  const found = await findOrdersOfUser(database, { ...query, limit: query.limit + 1 });
  const items = found.slice(0, query.limit);
  const hasMore = found.length > items.length;
  return { items, next: hasMore ? (items.at(-1)?.id ?? null) : null };
}
