import { declineReasons } from '@online-shop/shared/messages/payment-results';
import type { Named } from '@online-shop/shared/openapi/document';
import { exampleUserId } from '@online-shop/shared/openapi/parameters';
import { schemaRef } from '@online-shop/shared/openapi/references';
import { exactObject, idPattern, objectOf, pageOf } from '@online-shop/shared/openapi/schemas';
import type { JsonSchema } from '@online-shop/shared/values/json-schema';
import { type OrderStatus, orderStatuses } from '../orders/order';
import { description, orderRequest } from '../orders/order-request';
import type { presentOrder } from './orders.presenter';

type PresentedOrder = ReturnType<typeof presentOrder>;
type ExampleOrder = Record<keyof PresentedOrder, string | number | null>;

const statuses = Object.keys(orderStatuses) as OrderStatus[];
const statusesWith = (property: { hasReason: boolean }) =>
  statuses.filter((status) => orderStatuses[status].hasReason === property.hasReason);

const order: JsonSchema = {
  ...exactObject<keyof PresentedOrder>({
    id: schemaRef('Id'),
    userId: schemaRef('UserId'),
    amount: schemaRef('Amount'),
    currency: schemaRef('Currency'),
    description: description.schema,
    status: {
      type: 'string',
      enum: statuses,
      description:
        '`NEW`, then `FINISHED` (paid) or `CANCELLED` (not paid). The last two are final.',
    },
    statusReason: {
      type: ['string', 'null'],
      enum: [...declineReasons, null],
      description: 'Why the order is cancelled: the first reason that applies. Otherwise null.',
    },
    createdAt: schemaRef('Timestamp'),
    updatedAt: schemaRef('Timestamp'),
  }),
  oneOf: [
    {
      properties: {
        status: { enum: statusesWith({ hasReason: false }) },
        statusReason: { const: null },
      },
      required: ['status', 'statusReason'],
    },
    {
      properties: {
        status: { enum: statusesWith({ hasReason: true }) },
        statusReason: { enum: declineReasons },
      },
      required: ['status', 'statusReason'],
    },
  ],
};

export const orderSchemas: Named<JsonSchema> = {
  PlaceOrder: objectOf(orderRequest),
  Order: order,
  OrderPage: pageOf('Order'),
};

export const orderLocation: JsonSchema = { type: 'string', pattern: `^/api/orders/${idPattern}$` };

export const orderId = '01920f3c-5b1e-7c4d-8a6f-2b9d0e1f3a57';

/** The examples work on a new system. An order without an account is cancelled. */
export const affordable = { userId: exampleUserId, amount: 25_000, description: 'Two books' };
export const unaffordable = { userId: exampleUserId, amount: 999_999_999_999, currency: 'RUB' };

export const newOrder: ExampleOrder = {
  id: orderId,
  ...affordable,
  currency: 'RUB',
  status: 'NEW',
  statusReason: null,
  createdAt: '2024-09-20T12:00:00.000Z',
  updatedAt: '2024-09-20T12:00:00.000Z',
};

const updatedAt = '2024-09-20T12:00:00.021Z';

/** An example for each status. */
export const exampleOrders = {
  NEW: newOrder,
  FINISHED: { ...newOrder, status: 'FINISHED', updatedAt },
  CANCELLED: {
    ...newOrder,
    status: 'CANCELLED',
    statusReason: 'INSUFFICIENT_FUNDS',
    updatedAt,
  },
} satisfies Record<OrderStatus, ExampleOrder>;
