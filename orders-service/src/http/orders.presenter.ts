import type { Order } from '../orders/order';

/** Returns the Order of the HTTP API with exactly these fields, in this order. */
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
