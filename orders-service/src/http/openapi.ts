import { toDomainProblem } from '@online-shop/shared/http/error-handler';
import { createDocument } from '@online-shop/shared/openapi/create-document';
import type { Parameter } from '@online-shop/shared/openapi/document';
import { answer, get, list, post } from '@online-shop/shared/openapi/operations';
import { idempotencyKeyReused, type OrderError, orderNotFound } from '../orders/order.errors';
import { statusByCode } from './error-status';
import { ordersDetails } from './orders.details';
import {
  affordable,
  cancelledOrder,
  finishedOrder,
  newOrder,
  orderId,
  orderLocation,
  orderSchemas,
  unaffordable,
} from './orders.schemas';

const problem = (error: OrderError) => toDomainProblem(error, statusByCode);

const orderIdParameter: Parameter = {
  name: 'orderId',
  in: 'path',
  required: true,
  description: 'The `id` of an order; anything else is an order that does not exist.',
  schema: { type: 'string' },
  example: orderId,
};

/** The whole of what orders-service answers, as `/openapi.json` tells it. */
export const openApiDocument = createDocument({
  title: 'Orders',
  description: 'Orders, each paid from its user’s account exactly once, or cancelled.',
  tag: { name: 'Orders', description: 'Placed now, paid or cancelled a moment later.' },
  checks: ['database', 'bus'],
  details: ordersDetails,
  schemas: orderSchemas,
  paths: {
    '/api/orders': {
      post: post({
        operationId: 'placeOrder',
        summary: 'Place an order',
        description: 'The order is accepted as `NEW`; get it again to see whether it was paid.',
        body: {
          schema: 'PlaceOrder',
          examples: { 'An order': affordable, 'An order that nobody can pay': unaffordable },
        },
        success: {
          201: answer({
            description: 'The order, as it was placed',
            schema: 'Order',
            examples: { 'An order to be paid': newOrder },
            sharedHeaders: ['Idempotency-Replayed'],
            headers: {
              Location: { required: true, description: 'Its address', schema: orderLocation },
            },
            links: {
              order: {
                operationId: 'getOrder',
                parameters: { orderId: '$response.body#/id' },
              },
            },
          }),
        },
        problems: [problem(idempotencyKeyReused())],
      }),
    },

    '/api/orders/{orderId}': {
      get: get({
        operationId: 'getOrder',
        summary: 'Get an order',
        parameters: [orderIdParameter],
        success: {
          200: answer({
            description: 'The order, as it is now',
            schema: 'Order',
            examples: {
              'Not decided yet': newOrder,
              Paid: finishedOrder,
              'Not paid': cancelledOrder,
            },
          }),
        },
        problems: [problem(orderNotFound(orderId))],
      }),
    },

    '/api/orders/user/{userId}': {
      get: list({
        operationId: 'listOrders',
        summary: 'List a user’s orders, newest first',
        description: 'No order is skipped or repeated while new ones arrive.',
        page: {
          description: 'A page of orders; none for a user we do not know',
          schema: 'OrderPage',
          examples: {
            'The only page': { items: [finishedOrder], nextCursor: null },
            'No orders': { items: [], nextCursor: null },
          },
        },
      }),
    },
  },
});
