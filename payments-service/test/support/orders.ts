import type { IncomingMessage } from '@online-shop/shared/bus/bus';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { createParser } from '@online-shop/shared/messages/contract';
import { createEvent } from '@online-shop/shared/messages/create-event';
import { messageIdOf } from '@online-shop/shared/messages/message-id';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import { type ChargeOrder, chargeOrders } from '../../src/accounts/charge-orders';
import type { Database } from '../../src/db/prisma';

/** A received order. The test overrides only the relevant fields. */
export function orderToCharge(facts: Partial<ChargeOrder> = {}): ChargeOrder {
  const orderId = facts.orderId ?? createId();
  return {
    ...{ orderId, messageId: messageIdOf({ ...orderCreated, subject: orderId }) },
    messageType: orderCreated.type,
    ...{ userId: 'ann', amount: 100, currency: 'RUB' },
    trace: { correlationId: 'test-correlation' },
    ...facts,
  };
}

export function ordersToCharge(count: number, facts: Partial<ChargeOrder> = {}): ChargeOrder[] {
  return Array.from({ length: count }, () => orderToCharge(facts));
}

/** Charges orders in one transaction. */
export function charge(client: Database, ...orders: readonly ChargeOrder[]) {
  return client.$transaction((tx) => chargeOrders(tx, orders));
}

/** The `order.created` message of an order. */
export function orderMessage(order: ChargeOrder): IncomingMessage {
  const { orderId, userId, amount, currency, trace } = order;
  const facts = { orderId, time: new Date(), trace };
  const event = createEvent(orderCreated, { ...facts, data: { userId, amount, currency } });
  const { correlationId } = trace;
  return { id: event.id, correlationId, attempt: 1, body: JSON.stringify(event) };
}

const parse = createParser([paymentCompleted, paymentFailed]);

/** The outbox row of an order's result, and its event. */
export async function findResult(client: Database, { orderId }: { readonly orderId: string }) {
  const row = await client.outboxMessage.findFirstOrThrow({ where: { subject: orderId } });
  return { row, event: parse(row.body) };
}
