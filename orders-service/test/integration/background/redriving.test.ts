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

/** Orders that were placed some minutes ago and whose messages were published right away. */
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

/** Makes the order so old, and its message last published when it was `outAt` old. */
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

/** The orders whose messages the relay would now publish. */
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
  it('publishes the message of an order that waits too long again, unchanged', async () => {
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

  it('appends the same fact under the same message ID if retention has deleted the message', async () => {
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
    ['first when the interval has passed', { minutes: 0.5, outAt: 0 }, 1],
    ['never sooner than that', { minutes: 1, outAt: 0.6 }, 0],
    ['not before it has waited as long again', { minutes: 1.9, outAt: 1 }, 0],
    ['when it has', { minutes: 2, outAt: 1 }, 1],
    ['not before the longest wait when it is old', { minutes: 601.4, outAt: 600 }, 0],
    ['after the longest wait however old it is', { minutes: 601.5, outAt: 600 }, 1],
  ])('re-drives an order %s', async (_when, times, count) => {
    const order = await placeOneAgo(0);
    await setTimes(order, times);
    expect(await redrive()).toBe(count);
  });

  it('re-drives an order that never ends at twice its age, then in steady steps', async () => {
    const order = await placeOneAgo(0);
    const outAt: number[] = [];
    for (let minutes = 0; minutes <= 8; minutes += 0.5) {
      await setTimes(order, { minutes, outAt: outAt.at(-1) ?? 0 });
      if ((await redrive()) > 0) outAt.push(minutes);
    }
    expect(outAt).toEqual([0.5, 1, 2, 3.5, 5, 6.5, 8]);
  });

  it('leaves alone what is young, what waits in the outbox, and what has ended', async () => {
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

  it('re-drives so many orders in one turn and no more, the oldest first', async () => {
    const orders = await placeAgo(2, 5);
    const ids = orders.map(({ id }) => id);

    expect(await redrive(3)).toBe(3);
    expect(await pendingOrderIds()).toEqual(ids.slice(0, 3));
    expect(await redrive(3)).toBe(2);
    expect(await pendingOrderIds()).toEqual(ids);
  });

  it('shares no order with another replica that does the same at the same time', async () => {
    await placeAgo(2, 4);
    const counts = await database.client.$transaction(async (tx) => [
      await redriveOrders(tx, { ...wait, limit: 3 }),
      await database.connect().$transaction((other) => redriveOrders(other, { ...wait, limit: 3 })),
    ]);
    expect(counts).toEqual([3, 1]);
  });

  it('does not wait for an order that is being settled', async () => {
    const order = await placeOneAgo(2);
    await database.client.$transaction(async (tx) => {
      await tx.order.update({ where: { id: order.id }, data: { status: 'FINISHED' } });
      expect(await redrive()).toBe(0);
    });
  });

  it('keeps the correlation id', async () => {
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
  it('wakes the relay when there was an order to re-drive, and counts it', async () => {
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

  it('outlives an absent database', async () => {
    const client = createClient('postgres://postgres:postgres@127.0.0.1:1/nobody');
    const redriving = createRedriving({
      logger: silentLogger,
      redrive: () => inTransaction(client, (tx) => redriveOrders(tx, { ...wait, limit: 1 })),
      onRedriven: () => {
        throw new Error('there was nothing to wake anybody for');
      },
    });
    await redriving.start();
    await redriving.stop();
    await client.$disconnect();
  });
});
