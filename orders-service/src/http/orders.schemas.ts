import { declineReasons } from '@online-shop/shared/messages/payment-results';
import type { Named, Schema } from '@online-shop/shared/openapi/document';
import { exampleUserId } from '@online-shop/shared/openapi/parameters';
import { schemaRef } from '@online-shop/shared/openapi/references';
import { exactObject, idPattern, pageOf } from '@online-shop/shared/openapi/schemas';
import type { OrderRequest } from '../orders/order';
import type { presentOrder } from './orders.presenter';

type PresentedOrder = ReturnType<typeof presentOrder>;
type ExampleOrder = Record<keyof PresentedOrder, string | number | null>;

const description: Schema = {
  type: 'string',
  maxLength: 500,
  pattern: '^[^\\u0000\\uD800-\\uDFFF]*$',
  description: 'Any text of at most 500 code points.',
};

const order: Schema = {
  ...exactObject<keyof PresentedOrder>({
    id: schemaRef('Id'),
    userId: schemaRef('UserId'),
    amount: schemaRef('Amount'),
    currency: schemaRef('Currency'),
    description,
    status: {
      type: 'string',
      enum: ['NEW', 'FINISHED', 'CANCELLED'],
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
      properties: { status: { enum: ['NEW', 'FINISHED'] }, statusReason: { const: null } },
      required: ['status', 'statusReason'],
    },
    {
      properties: { status: { const: 'CANCELLED' }, statusReason: { enum: declineReasons } },
      required: ['status', 'statusReason'],
    },
  ],
};

const placeOrder = exactObject<keyof OrderRequest>(
  {
    userId: schemaRef('UserId'),
    amount: schemaRef('Amount'),
    currency: { ...schemaRef('Currency'), default: 'RUB' },
    description: { ...description, default: '' },
  },
  { optional: ['currency', 'description'] },
);

export const orderSchemas: Named<Schema> = {
  PlaceOrder: placeOrder,
  Order: order,
  OrderPage: pageOf('Order'),
};

export const orderLocation: Schema = { type: 'string', pattern: `^/api/orders/${idPattern}$` };

export const orderId = '01920f3c-5b1e-7c4d-8a6f-2b9d0e1f3a57';

/** The examples work on a new system. Without an account the order is cancelled. */
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
export const finishedOrder: ExampleOrder = { ...newOrder, status: 'FINISHED', updatedAt };
export const cancelledOrder: ExampleOrder = {
  ...newOrder,
  ...{ status: 'CANCELLED', statusReason: 'INSUFFICIENT_FUNDS', updatedAt },
};
