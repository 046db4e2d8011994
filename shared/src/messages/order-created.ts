import type { MessageContract } from './contract';
import { moneySchema } from './money';

/** An order was accepted and waits for its payment. From orders-service to payments-service. */
export interface OrderCreatedData {
  readonly userId: string;
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
}

export const orderCreated: MessageContract<'order.created', OrderCreatedData> = {
  type: 'order.created',
  dataschema: '/schemas/order.created/1',
  schema: {
    type: 'object',
    required: ['userId', 'amount', 'currency'],
    properties: { userId: { type: 'string', minLength: 1, maxLength: 64 }, ...moneySchema },
    additionalProperties: false,
  },
};
