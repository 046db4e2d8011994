import type { EventOf } from '@online-shop/shared/messages/contract';
import { createEvent, type Trace } from '@online-shop/shared/messages/create-event';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import type { Order } from './order';

/** The message to payments-service: for one order always the same, except for the trace. */
export function createOrderEvent(order: Order, trace: Trace): EventOf<typeof orderCreated> {
  const { id: orderId, userId, amount, currency, createdAt: time } = order;
  const data = { userId, amount, currency };
  return createEvent(orderCreated, { orderId, time, trace, data });
}
