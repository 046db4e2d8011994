import { toDomainProblem } from '@online-shop/shared/http/error-handler';
import { createDocument } from '@online-shop/shared/openapi/create-document';
import type { Parameter } from '@online-shop/shared/openapi/document';
import { answer, get, list, post } from '@online-shop/shared/openapi/operations';
import { idempotencyKeyReused, type OrderError, orderNotFound } from '../orders/order.errors';
import { statusByCode } from './error-status';
import { ordersDetails } from './orders.details';
import {
  affordable,
  exampleOrders,
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
  description: 'The `id` of an order. Any other text gets 404.',
  schema: { type: 'string' },
  example: orderId,
};

/** The OpenAPI document of orders-service. */
export const openApiDocument = createDocument({
  title: 'Orders',
  description: 'Each order is paid from the account of its user exactly once, or cancelled.',
  tag: { name: 'Orders', description: 'Placed synchronously, paid or cancelled asynchronously.' },
  checks: ['database', 'bus'],
  details: ordersDetails,
  schemas: orderSchemas,
  paths: {
    '/api/orders': {
      post: post({
        operationId: 'placeOrder',
        summary: 'Place an order',
        description: 'Stores the order as `NEW`. Get it again to see whether it is paid.',
        body: {
          schema: 'PlaceOrder',
          examples: { 'An order': affordable, 'An order that no account covers': unaffordable },
        },
        success: {
          201: answer({
            description: 'The order as it was placed',
            schema: 'Order',
            examples: { 'A new order': newOrder },
            sharedHeaders: ['Idempotency-Replayed'],
            headers: {
              Location: {
                required: true,
                description: 'The path of the order',
                schema: orderLocation,
              },
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
        description: 'Returns the order with its current status.',
        parameters: [orderIdParameter],
        success: {
          200: answer({
            description: 'The current order',
            schema: 'Order',
            examples: {
              'Not processed yet': newOrder,
              Paid: exampleOrders.FINISHED,
              'Not paid': exampleOrders.CANCELLED,
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
        description: 'Returns no order twice and omits none while new orders arrive.',
        page: {
          description: 'A page of orders. Empty for an unknown user',
          schema: 'OrderPage',
          examples: {
            'The only page': { items: [exampleOrders.FINISHED], nextCursor: null },
            'No orders': { items: [], nextCursor: null },
          },
        },
      }),
    },
  },
});
