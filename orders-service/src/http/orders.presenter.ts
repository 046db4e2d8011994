import type { Order } from '../orders/order';

/** The Order of the HTTP contract: exactly these fields, in this order. */
export function presentOrder(order: Order) {
  return {
    id: order.id,
    userId: order.userId,
    amount: order.amount,
    currency: order.currency,
    description: order.description,
    status: order.status,
    statusReason: order.statusReason,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  };
}
