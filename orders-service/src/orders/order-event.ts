import type { EventOf } from '@online-shop/shared/messages/contract';
import { createEvent, type Trace } from '@online-shop/shared/messages/create-event';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import type { Order } from './order';

/** Builds the `order.created` message of an order. Repeated calls differ only in the trace. */
export function createOrderEvent(order: Order, trace: Trace): EventOf<typeof orderCreated> {
  const { id: orderId, userId, amount, currency, createdAt: time } = order;
  const data = { userId, amount, currency };
  return createEvent(orderCreated, { orderId, time, trace, data });
}
