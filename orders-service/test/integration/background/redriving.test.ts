import { inTransaction } from '@online-shop/shared/database/transaction';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { createRedriving } from '../../../src/background/redriving';
import type { Order } from '../../../src/orders/order';
import { redriveOrders } from '../../../src/orders/redrive-orders';
import { createClient, useDatabase } from '../../support/database';
import { placeNew } from '../../support/orders';

const database = useDatabase();
const wait = { afterMs: 30_000, growsToMs: 90_000 };

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** Places orders that are some minutes old. Their messages were published at once. */
async function placeAgo(minutes: number, count = 1): Promise<Order[]> {
  const orders = await placeNew(database.client, count);
  const where = { id: { in: orders.map(({ id }) => id) } };
  const createdAt = minutesAgo(minutes);
  await database.client.order.updateMany({ where, data: { createdAt } });
  await database.client.outboxMessage.updateMany({
    where: { subject: { in: orders.map(({ id }) => id) } },
    data: { publishedAt: createdAt, attempts: 3 },
  });
  return orders.map((order) => ({ ...order, createdAt }));
}

async function placeOneAgo(minutes: number): Promise<Order> {
  const [order] = await placeAgo(minutes);
  return order as Order;
}

/** Sets the age of the order, and its age when its message was last published. */
async function setTimes({ id }: Order, times: { minutes: number; outAt: number }): Promise<void> {
  const createdAt = minutesAgo(times.minutes);
  const publishedAt = new Date(createdAt.getTime() + times.outAt * 60_000);
  await database.client.order.update({ where: { id }, data: { createdAt } });
  await database.client.outboxMessage.updateMany({ where: { subject: id }, data: { publishedAt } });
}

function redrive(limit = 100): Promise<number> {
  return database.client.$transaction((tx) => redriveOrders(tx, { ...wait, limit }));
}

function findMessage({ id }: Order) {
  return database.client.outboxMessage.findFirstOrThrow({ where: { subject: id } });
}

/** Returns the IDs of the orders with pending messages. */
async function pendingOrderIds(): Promise<string[]> {
  const rows = await database.client.outboxMessage.findMany({
    where: { publishedAt: null, nextAttemptAt: { lte: new Date() } },
    orderBy: { subject: 'asc' },
  });
  return rows.map(({ subject }) => subject);
}

beforeEach(async () => {
  await database.client.order.deleteMany();
  await database.client.outboxMessage.deleteMany();
});

describe('re-driving', () => {
  it('republishes the unchanged message of an order that waits too long', async () => {
    const order = await placeOneAgo(2);
    const first = await findMessage(order);

    expect(await redrive()).toBe(1);

    expect(await findMessage(order)).toEqual({
      ...first,
      ...{ publishedAt: null, attempts: 0 },
      ...{ createdAt: expect.any(Date), nextAttemptAt: expect.any(Date) },
    });
    expect(await pendingOrderIds()).toEqual([order.id]);
  });

  it('appends the event again under the same message ID if retention has deleted it', async () => {
    const order = await placeOneAgo(2);
    const { id, body } = await findMessage(order);
    await database.client.outboxMessage.deleteMany();

    expect(await redrive()).toBe(1);

    expect((await findMessage(order)).id).toBe(id);
    expect(JSON.parse((await findMessage(order)).body)).toEqual({
      ...JSON.parse(body),
      ...{ time: order.createdAt.toISOString(), correlationid: expect.any(String) },
    });
  });

  it.each([
    ['for the first time after the interval', { minutes: 0.5, outAt: 0 }, 1],
    ['only if its last publish is older than the interval', { minutes: 1, outAt: 0.6 }, 0],
    ['only after waiting as long again', { minutes: 1.9, outAt: 1 }, 0],
    ['after waiting as long again', { minutes: 2, outAt: 1 }, 1],
    ['only after the maximum wait if it is old', { minutes: 601.4, outAt: 600 }, 0],
    ['after the maximum wait, at any age', { minutes: 601.5, outAt: 600 }, 1],
  ])('re-drives an order %s', async (_when, times, count) => {
    const order = await placeOneAgo(0);
    await setTimes(order, times);
    expect(await redrive()).toBe(count);
  });

  it('re-drives an unsettled order at twice its age, then at constant intervals', async () => {
    const order = await placeOneAgo(0);
    const outAt: number[] = [];
    for (let minutes = 0; minutes <= 8; minutes += 0.5) {
      await setTimes(order, { minutes, outAt: outAt.at(-1) ?? 0 });
      if ((await redrive()) > 0) outAt.push(minutes);
    }
    expect(outAt).toEqual([0.5, 1, 2, 3.5, 5, 6.5, 8]);
  });

  it('skips young orders, orders with a pending message, and settled orders', async () => {
    await placeAgo(0);
    const pending = await placeOneAgo(2);
    const where = { subject: pending.id };
    await database.client.outboxMessage.updateMany({ where, data: { publishedAt: null } });
    const ended = await placeOneAgo(2);
    await database.client.order.update({ where: { id: ended.id }, data: { status: 'FINISHED' } });
    const attempts = (await findMessage(pending)).attempts;

    expect(await redrive()).toBe(0);

    expect((await findMessage(pending)).attempts).toBe(attempts);
    expect((await findMessage(ended)).publishedAt).not.toBeNull();
  });

  it('re-drives at most the limit of orders per turn, oldest first', async () => {
    const orders = await placeAgo(2, 5);
    const ids = orders.map(({ id }) => id);

    expect(await redrive(3)).toBe(3);
    expect(await pendingOrderIds()).toEqual(ids.slice(0, 3));
    expect(await redrive(3)).toBe(2);
    expect(await pendingOrderIds()).toEqual(ids);
  });

  it('skips orders that a concurrent replica is re-driving', async () => {
    await placeAgo(2, 4);
    const counts = await database.client.$transaction(async (tx) => [
      await redriveOrders(tx, { ...wait, limit: 3 }),
      await database.connect().$transaction((other) => redriveOrders(other, { ...wait, limit: 3 })),
    ]);
    expect(counts).toEqual([3, 1]);
  });

  it('skips an order that is being settled', async () => {
    const order = await placeOneAgo(2);
    await database.client.$transaction(async (tx) => {
      await tx.order.update({ where: { id: order.id }, data: { status: 'FINISHED' } });
      expect(await redrive()).toBe(0);
    });
  });

  it('keeps the correlation ID', async () => {
    const correlationId = createId();
    const [order] = await placeNew(database.client, 1, { trace: { correlationId } });
    await setTimes(order as Order, { minutes: 5, outAt: 0 });
    await redrive();
    expect(JSON.parse((await findMessage(order as Order)).body)).toMatchObject({
      correlationid: correlationId,
    });
  });
});

describe('re-driving loop', () => {
  it('wakes the relay after re-driving an order and counts it', async () => {
    const { id } = await placeOneAgo(2);
    const redriven = await new Promise((resolve) => {
      const redriving = createRedriving({
        ...{ logger: silentLogger, redrive: () => redrive() },
        onRedriven: async () => {
          const ids = await pendingOrderIds();
          await redriving.stop();
          resolve({ ids, count: redriving.redrivenCount() });
        },
      });
      void redriving.start();
    });
    expect(redriven).toEqual({ ids: [id], count: 1 });
  });

  it('keeps running while the database is unavailable', async () => {
    const client = createClient('postgres://postgres:postgres@127.0.0.1:1/nobody');
    const redriving = createRedriving({
      logger: silentLogger,
      redrive: () => inTransaction(client, (tx) => redriveOrders(tx, { ...wait, limit: 1 })),
      onRedriven: () => {
        throw new Error('the relay was woken although no order was re-driven');
      },
    });
    await redriving.start();
    await redriving.stop();
    await client.$disconnect();
  });
});
