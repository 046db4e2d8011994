import { contextOf } from '@online-shop/shared/http/correlation';
import { markReplayed, readIdempotencyKey } from '@online-shop/shared/http/idempotency-key';
import { jsonBody } from '@online-shop/shared/http/json-body';
import { methodNotAllowed } from '@online-shop/shared/http/method-not-allowed';
import { pageHandlers } from '@online-shop/shared/http/page';
import { validate } from '@online-shop/shared/http/validation';
import type { PageOfUser } from '@online-shop/shared/pagination/take-page';
import { Router } from 'express';
import type { OrderPage } from '../orders/list-orders';
import type { Order } from '../orders/order';
import type { PlacedOrder, PlaceOrder } from '../orders/place-order';
import { presentOrder } from './orders.presenter';
import { ordersOfUser, placeOrderBody, placeOrderRules } from './orders.validators';

/** The use cases of the HTTP API. */
export interface OrderUseCases {
  placeOrder(command: PlaceOrder): Promise<PlacedOrder>;
  getOrder(orderId: string): Promise<Order>;
  listOrders(query: PageOfUser): Promise<OrderPage>;
}

export function createOrdersRouter({ placeOrder, getOrder, listOrders }: OrderUseCases): Router {
  const router = Router({ caseSensitive: true, strict: true });

  router
    .route('/api/orders')
    .post(jsonBody(), placeOrderRules, async (req, res) => {
      const { order, isReplayed } = await placeOrder({
        ...placeOrderBody.read(req),
        trace: contextOf(req),
        idempotency: readIdempotencyKey(req),
      });
      markReplayed(res, isReplayed).location(`/api/orders/${order.id}`);
      res.status(201).json(presentOrder(order));
    })
    .all(methodNotAllowed('POST'));

  router
    .route('/api/orders/user/:userId')
    .get(...pageHandlers(ordersOfUser, { find: listOrders, present: presentOrder }))
    .all(methodNotAllowed('GET', 'HEAD'));

  router
    .route('/api/orders/:orderId')
    .get(validate(), async (req, res) => {
      res.json(presentOrder(await getOrder(String(req.params.orderId))));
    })
    .all(methodNotAllowed('GET', 'HEAD'));

  return router;
}
