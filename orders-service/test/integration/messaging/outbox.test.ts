import type { CloudEvent } from '@online-shop/shared/messages/cloud-event';
import { createEvent } from '@online-shop/shared/messages/create-event';
import { appendToOutbox, markPending } from '@online-shop/shared/outbox/outbox';
import type { Order } from '../../../src/orders/order';
import { createOrderEvent } from '../../../src/orders/order-event';
import { useDatabase } from '../../support/database';
import { anyTrace, placeNew } from '../../support/orders';

const database = useDatabase();

async function placeAndPublish(): Promise<Order> {
  const [order] = await placeNew(database.client);
  const data = { publishedAt: new Date(), attempts: 3 };
  await database.client.outboxMessage.updateMany({ where: { subject: order?.id ?? '' }, data });
  return order as Order;
}

function messagesOf({ id: subject }: Order) {
  return database.client.outboxMessage.findMany({ where: { subject }, orderBy: { type: 'asc' } });
}

const append = (...events: readonly CloudEvent[]) =>
  database.client.$transaction((tx) => appendToOutbox(tx, events));

/** Another event about an order, as a later version may publish it. */
function createCancelledEvent({ id: orderId, userId, amount, currency }: Order): CloudEvent {
  const contract = {
    ...{ type: 'order.cancelled', source: '/orders-service' },
    ...{ dataschema: '/schemas/order.cancelled/1', schema: {} },
  };
  const facts = { orderId, time: new Date(), trace: anyTrace };
  return createEvent(contract, { ...facts, data: { userId, amount, currency } });
}

describe('outbox', () => {
  it('stores a second event about an order next to the first', async () => {
    const order = await placeAndPublish();
    const [created] = await messagesOf(order);

    await append(createCancelledEvent(order));

    const [cancelled, ...others] = await messagesOf(order);
    expect(cancelled).toMatchObject({ type: 'order.cancelled', publishedAt: null });
    expect(others).toEqual([created]);
  });

  it('makes a published event pending again and changes nothing else', async () => {
    const order = await placeAndPublish();
    const [before] = await messagesOf(order);

    await append(createOrderEvent(order, { correlationId: 'another request' }));

    const now = expect.any(Date);
    expect(await messagesOf(order)).toEqual([
      { ...before, publishedAt: null, attempts: 0, createdAt: now, nextAttemptAt: now },
    ]);
  });

  it.each([
    ['type', { type: 'order.cancelled' }],
    ['subject', { subject: '019df3a2-7c41-7d8e-9b52-3f0a6c1e8d47' }],
    ['amount', { data: { userId: 'ann', amount: 1, currency: 'RUB' } }],
  ])('throws if the ID of an event has another %s, and changes nothing', async (_, change) => {
    const order = await placeAndPublish();
    const before = await messagesOf(order);
    const other = { ...createOrderEvent(order, anyTrace), ...change };

    await expect(append(other)).rejects.toThrow('another message with the ID');

    expect(await messagesOf(order)).toEqual(before);
  });

  it('makes a pending message due at once when it is marked as pending', async () => {
    const [order] = await placeNew(database.client);
    const [before] = await messagesOf(order as Order);
    const id = before?.id ?? '';
    const nextAttemptAt = new Date(Date.now() + 5_000);
    await database.client.outboxMessage.update({ where: { id }, data: { nextAttemptAt } });

    await markPending(database.client, [id]);

    const [row] = await messagesOf(order as Order);
    expect(row).toEqual({ ...before, nextAttemptAt: expect.any(Date) });
    expect(row?.nextAttemptAt.getTime()).toBeLessThan(nextAttemptAt.getTime());
  });
});
