import { type Page, type PageOfUser, takePage } from '@online-shop/shared/pagination/take-page';
import type { Database } from '../db/prisma';
import type { Notification } from './notification';

/** One page of a user's notifications, newest first. */
export async function listNotifications(
  database: Database,
  { userId, limit, after }: PageOfUser,
): Promise<Page<Notification>> {
  const where = { userId, ...(after !== undefined && { id: { lt: after } }) };
  const orderBy = { id: 'desc' } as const;
  const found = await database.notification.findMany({ where, orderBy, take: limit + 1 });
  return takePage(found, { limit, positionOf: ({ id }) => id });
}
