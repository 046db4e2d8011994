import { createEvent } from '@online-shop/shared/messages/create-event';
import { messageIdOf } from '@online-shop/shared/messages/message-id';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import { paymentCompleted } from '@online-shop/shared/messages/payment-results';

const contracts = {
  'order.created': orderCreated,
  'payment.completed': paymentCompleted,
} as const;

export type EventType = keyof typeof contracts;

/** The message ID that the services assign to this event of an order. */
export function limitMessageId(type: EventType, orderId: string): string {
  return messageIdOf({ ...contracts[type], subject: orderId });
}

/** Returns the CloudEvent that the services publish for this order. */
export function messageBody(
  type: EventType,
  order: { readonly id: string; readonly userId: string; readonly amount: number },
): string {
  const { id: orderId, userId, amount } = order;
  const facts = { orderId, time: new Date(), trace: { correlationId: orderId } };
  const data = { userId, amount, currency: 'RUB' };
  return JSON.stringify(createEvent(contracts[type], { ...facts, data }));
}
