import type { MessageContract } from './contract';
import { type PaymentData, paymentDataWith } from './payment-data';

/** An order was accepted and waits for its payment. From orders-service to payments-service. */
export const orderCreated: MessageContract<'order.created', PaymentData> = {
  type: 'order.created',
  source: '/orders-service',
  dataschema: '/schemas/order.created/1',
  schema: paymentDataWith(),
};
