import type { MessageContract } from './contract';
import { type PaymentData, paymentDataWith } from './payment-data';

/** An order was placed and waits for payment. Sent by orders-service to payments-service. */
export const orderCreated: MessageContract<'order.created', PaymentData> = {
  type: 'order.created',
  source: '/orders-service',
  dataschema: '/schemas/order.created/1',
  schema: paymentDataWith(),
};
