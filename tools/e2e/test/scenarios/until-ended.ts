import type { Order } from '../../src/client/shop-client';
import { eventually } from '../../src/eventually';
import type { ShopUnderTest } from '../use-shop';

/** Waits until all orders of a user are final, and returns them. */
export function untilAllEnded({ shop }: ShopUnderTest, userId: string): Promise<Order[]> {
  return eventually(async () => {
    const orders = await shop.client.listOrders(userId);
    const open = orders.filter((order) => order.status === 'NEW');
    if (open.length > 0) throw new Error(`${open.length} orders of ${userId} are still NEW`);
    return orders;
  });
}

/** Waits until the order is final, and returns it. */
export function untilEnded({ customer }: ShopUnderTest, orderId: string): Promise<Order> {
  return eventually(async () => {
    const order = await customer.look(orderId);
    if (!order || order.status === 'NEW') throw new Error(`order ${orderId} is still NEW`);
    return order;
  });
}
