import { inTransaction } from '@online-shop/shared/database/transaction';
import { createOutboxRelay } from '@online-shop/shared/outbox/relay';
import { createManualBus } from '@online-shop/test-kit/manual-bus';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { findOrder } from '../../src/db/orders.repository';
import { listOrders } from '../../src/orders/list-orders';
import type { Order } from '../../src/orders/order';
import { redriveOrders } from '../../src/orders/redrive-orders';
import { settleOrders } from '../../src/orders/settle-order';
import { surveyNewOrders } from '../../src/orders/survey-new-orders';
import { useDatabase } from '../support/database';
import { placeNew } from '../support/orders';
import { messageIdOfOrder } from '../support/outbox';

const database = useDatabase();
const minute = 60_000;

/** Moves the clock of the service. Timers keep running. */
function moveClock(byMs: number): void {
  const now = Date.now() + byMs;
  jest.useFakeTimers({
    now,
    doNotFake: [
      ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
      ...(['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
      ...(['setTimeout', 'clearTimeout'] as const),
    ],
  });
}

async function placeOne(): Promise<Order> {
  const [order] = await placeNew(database.client);
  if (!order) throw new Error('no order was placed');
  return order;
}

/**
 * Inserts the order as a service with this clock skew would. This process has already created IDs
 * with its own clock.
 */
async function placeWithSkew(skewMs: number): Promise<Order> {
  const { id, createdAt } = await placeOne();
  const time = new Date(createdAt.getTime() + skewMs);
  const where = { id };
  await database.client.order.update({ where, data: { createdAt: time, updatedAt: time } });
  moveClock(skewMs);
  return (await findOrder(database.client, id)) as Order;
}

function redrive(): Promise<number> {
  const limits = { afterMs: 30_000, growsToMs: 90_000, limit: 10 };
  return inTransaction(database.client, (tx) => redriveOrders(tx, limits));
}

async function settle({ id, userId, amount, currency }: Order): Promise<Order | null> {
  const result = {
    ...{ messageId: id, messageType: 'payment.completed', orderId: id },
    ...{ userId, amount, currency },
  };
  await inTransaction(database.client, (tx) =>
    settleOrders(tx, [{ ...result, declineReason: null }]),
  );
  return findOrder(database.client, id);
}

beforeEach(async () => {
  await database.client.order.deleteMany();
  await database.client.outboxMessage.deleteMany();
});
afterEach(() => {
  jest.useRealTimers();
});

describe.each([
  ['behind', -60 * minute],
  ['ahead of', 60 * minute],
])('a service whose clock is one hour %s its database', (_where, skewMs) => {
  it('re-drives an order on time and settles it', async () => {
    const order = await placeWithSkew(skewMs);
    await database.client.$executeRaw`
      UPDATE outbox_messages SET published_at = now() - interval '29 seconds'`;
    expect(await redrive()).toBe(0);
    await database.client.$executeRaw`
      UPDATE outbox_messages SET published_at = now() - interval '90 seconds'`;
    expect(await redrive()).toBe(1);

    const settled = await settle(order);

    expect(settled).toMatchObject({ status: 'FINISHED', createdAt: order.createdAt });
    expect(settled?.updatedAt.getTime()).toBeGreaterThanOrEqual(order.createdAt.getTime());
  });

  it('reports no new order as overdue', async () => {
    await placeWithSkew(skewMs);
    const deadlineMs = 5 * minute;
    expect(await surveyNewOrders(database.client, { deadlineMs })).toMatchObject({ overdue: 0 });
    moveClock(deadlineMs + 1_000);
    expect(await surveyNewOrders(database.client, { deadlineMs })).toMatchObject({ overdue: 1 });
  });
});

describe('a service whose clock jumps back ten minutes', () => {
  it('lists orders in the order in which they were placed, and settles them', async () => {
    const first = await placeOne();
    moveClock(-10 * minute);
    const second = await placeOne();

    const { items } = await listOrders(database.client, { userId: first.userId, limit: 10 });
    expect(items.map(({ id }) => id)).toEqual([second.id, first.id]);
    for (const order of [first, second]) {
      const settled = await settle(order);
      expect(settled?.updatedAt.getTime()).toBeGreaterThanOrEqual(order.createdAt.getTime());
    }
  });
});

describe('a database whose clock jumped back ten minutes', () => {
  it('has its pending messages published at once', async () => {
    const { id } = await placeOne();
    await database.client.$executeRaw`
      UPDATE outbox_messages SET next_attempt_at = now() + interval '10 minutes'`;
    const bus = createManualBus();
    const relay = createOutboxRelay({ client: database.client, bus, logger: silentLogger });

    await relay.runOnce();

    expect(bus.published).toMatchObject([{ id: messageIdOfOrder(id) }]);
  });

  it('does not publish messages whose next attempt is due in a few seconds', async () => {
    await placeOne();
    await database.client.$executeRaw`
      UPDATE outbox_messages SET next_attempt_at = now() + interval '5 seconds'`;
    const bus = createManualBus();
    const relay = createOutboxRelay({ client: database.client, bus, logger: silentLogger });

    expect(await relay.runOnce()).toEqual({ claimed: 0, published: 0 });
  });

  it('has its orders re-driven once', async () => {
    await placeOne();
    await database.client.$executeRaw`
      UPDATE outbox_messages SET published_at = now() + interval '10 minutes'`;

    expect(await redrive()).toBe(1);
    expect(await redrive()).toBe(0);
  });
});
