import { isUuid } from '@online-shop/shared/ids/uuid-v7';
import { findOrder } from '../db/orders.repository';
import type { Database } from '../db/prisma';
import type { Order } from './order';
import { orderNotFound } from './order.errors';

/** @throws OrderError `order_not_found`, also for a text that is not an order ID */
export async function getOrder(database: Database, orderId: string): Promise<Order> {
  const order = isUuid(orderId) ? await findOrder(database, orderId) : null;
  if (!order) throw orderNotFound(orderId);
  return order;
}
