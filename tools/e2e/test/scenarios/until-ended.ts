import type { Order } from '../../src/client/shop-client';
import { eventually } from '../../src/eventually';
import type { ShopUnderTest } from '../use-shop';

/** All orders of a user, once each of them is paid or cancelled. */
export function untilAllEnded({ shop }: ShopUnderTest, userId: string): Promise<Order[]> {
  return eventually(async () => {
    const orders = await shop.client.listOrders(userId);
    const open = orders.filter((order) => order.status === 'NEW');
    if (open.length > 0) throw new Error(`${open.length} orders of ${userId} have not ended`);
    return orders;
  });
}

/** The order as it is once it is paid or cancelled. */
export function untilEnded({ customer }: ShopUnderTest, orderId: string): Promise<Order> {
  return eventually(async () => {
    const order = await customer.look(orderId);
    if (!order || order.status === 'NEW') throw new Error(`order ${orderId} has not ended`);
    return order;
  });
}
