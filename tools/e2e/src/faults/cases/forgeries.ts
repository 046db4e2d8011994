/**
 * Messages of a foreign publisher. The well-formed ones name another user or amount than the
 * database. The malformed ones must not reach a database, a log or a terminal.
 */
import { randomUUID } from 'node:crypto';
import type { CloudEvent } from '@online-shop/shared/messages/cloud-event';
import { createEvent } from '@online-shop/shared/messages/create-event';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import { paymentCompleted } from '@online-shop/shared/messages/payment-results';
import { queues, type WireMessage } from '../../bus/broker';
import type { Order } from '../../client/shop-client';
import { eventually } from '../../eventually';
import type { FaultCase, FaultContext } from '../fault-case';
import { untilDead } from '../until-dead';

interface Claim {
  readonly userId: string;
  readonly amount: number;
  readonly currency: string;
}

function factsOf(orderId: string, { userId, amount, currency }: Claim) {
  const trace = { correlationId: 'forged' };
  return { orderId, time: new Date(), trace, data: { userId, amount, currency } };
}

const forgeOrder = (orderId: string, claim: Claim): CloudEvent =>
  createEvent(orderCreated, factsOf(orderId, claim));
const forgeResult = (orderId: string, claim: Claim): CloudEvent =>
  createEvent(paymentCompleted, factsOf(orderId, claim));

/** Each message has its own message ID, which identifies its dead letter. */
function toMessage(event: CloudEvent): WireMessage {
  return { id: randomUUID(), body: JSON.stringify(event) };
}

/** Messages that differ from the order in one value. */
function distort({ userId, amount, currency }: Order, otherUserId: string): Claim[] {
  const claim = { userId, amount, currency };
  return [
    { ...claim, amount: amount + 1 },
    { ...claim, userId: otherUserId },
    { ...claim, currency: currency === 'EUR' ? 'USD' : 'EUR' },
  ];
}

/** Values that violate the rules of the HTTP API or a limit. */
function malform(event: CloudEvent, data: Claim): WireMessage[] {
  const unknown = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`unknown${i}`, i]));
  return [
    toMessage({ ...event, traceparent: 'x\u0000y' }),
    toMessage({ ...event, correlationid: 'x\u0000y' }),
    toMessage({ ...event, data: { ...data, userId: 'lone-\ud800' } }),
    toMessage({ ...event, data: { ...data, userId: 'two words' } }),
    toMessage({ ...event, data: { ...data, amount: Number.MAX_SAFE_INTEGER } }),
    toMessage({ ...event, data: { ...data, ...unknown } }),
    toMessage({ ...event, id: randomUUID() }),
    { id: randomUUID(), body: '\u001b]0;title\u0007\u001b[31m not JSON' },
  ];
}

async function placeUntilEnded({ customer, userId }: FaultContext): Promise<Order> {
  const { id } = await customer.placeOrder({ userId, amount: 5_000 });
  return eventually(async () => {
    const order = await customer.look(id);
    if (!order || order.status === 'NEW') throw new Error(`order ${id} has not ended`);
    return order;
  });
}

/** Results that payments-service never sent, for an order that it has not decided. */
async function forgeResults(context: FaultContext, otherUserId: string): Promise<void> {
  const { shop, customer, userId, report } = context;
  shop.payments.freeze();
  try {
    const order = await customer.placeOrder({ userId, amount: 5_000 });
    const other = await customer.placeOrder({ userId, amount: 5_000 });
    const results = distort(order, otherUserId).map((claim) => forgeResult(order.id, claim));
    // The message ID of one order's result with the subject of another order.
    const swapped = { ...forgeResult(order.id, order), subject: other.id };
    const messages = [...results, swapped].map(toMessage);
    await shop.broker.wire.send(queues.results, messages);
    await untilDead(context, { queue: queues.deadResults, messages });
    const seen = await customer.look(order.id);
    if (seen?.status !== 'NEW') report('final', `a forged result made order ${order.id} end`);
  } finally {
    shop.payments.thaw();
  }
  await shop.untilReady();
}

/** Orders that repeat a decided one with another user, amount or currency, and malformed ones. */
async function forgeOrders(context: FaultContext, otherUserId: string): Promise<void> {
  const order = await placeUntilEnded(context);
  const { userId, amount, currency } = order;
  const messages = [
    ...distort(order, otherUserId).map((claim) => toMessage(forgeOrder(order.id, claim))),
    ...malform(forgeOrder(randomUUID(), order), { userId, amount, currency }),
  ];
  await context.shop.broker.wire.send(queues.orders, messages);
  await untilDead(context, { queue: queues.deadOrders, messages });
}

export const forgeries: readonly FaultCase[] = [
  {
    name: 'forgeries',
    fault: 'forged and malformed messages from a broker user',
    times: 2,
    async inject(context) {
      const otherUserId = `forged.${randomUUID()}`;
      await context.customer.openAccount({ userId: otherUserId });
      await context.customer.deposit({ userId: otherUserId, amount: 1_000_000 });
      await forgeOrders(context, otherUserId);
      await forgeResults(context, otherUserId);
    },
  },
];
