import { startPostgresBroker } from '../../src/bus/postgres-broker';
import type { Queryable } from '../../src/shop/databases';
import { untilAllEnded } from '../scenarios/until-ended';
import { createUserId, useShop } from '../use-shop';
import { createPreviousOrders, type PreviousOrders } from './previous-orders';
import { createPreviousPayments } from './previous-payments';
import type { PreviousService } from './previous-service';

/** The number of rows that each version has written. */
const countWrittenSql = `
  SELECT count(*) FILTER (WHERE id = subject)::int AS previous,
    count(*) FILTER (WHERE id <> subject)::int AS own
  FROM outbox_messages`;
const countReceivedSql = `
  SELECT count(*) FILTER (WHERE subject IS NULL)::int AS previous, count(subject)::int AS own
  FROM inbox_messages`;
const countClaimsSql = `
  SELECT count(*) FILTER (WHERE user_id IS NULL)::int AS previous,
    count(*) FILTER (WHERE user_id IS NOT NULL)::int AS own
  FROM payments`;

describe('a rolling upgrade', () => {
  const test = useShop({ startBroker: startPostgresBroker });
  let orders: PreviousOrders;
  let payments: PreviousService;

  beforeAll(async () => {
    const busUrl = test.shop.broker.url;
    orders = createPreviousOrders({ databaseUrl: test.shop.ordersDb.url, busUrl });
    payments = createPreviousPayments({ databaseUrl: test.shop.paymentsDb.url, busUrl });
    await Promise.all([orders.start(), payments.start()]);
  });
  // Before the hook of the shop, which ends the servers.
  afterEach(() => Promise.all([orders.stop(), payments.stop()]));

  /** Places an order with a process of the previous version, and records it in the journal. */
  async function placeBefore(userId: string, amount: number): Promise<string> {
    const id = await orders.place({ userId, amount });
    test.journal.orders.set(id, await test.shop.client.getOrder(id));
    return id;
  }

  async function relayAll(): Promise<void> {
    await Promise.all([orders.relay(), payments.relay()]);
  }

  async function countRows(database: Queryable, query: string) {
    const [row] = await database.query<{ previous: number; own: number }>(query);
    return row ?? { previous: 0, own: 0 };
  }

  it('loses no order and charges none twice while both versions share databases and bus', async () => {
    const { customer, shop } = test;
    const userId = createUserId();
    await customer.openAccount({ userId });
    await customer.deposit({ userId, amount: 900 });
    for (let round = 0; round < 20; round += 1) {
      const placing = [1, 2, 3].map(() => customer.placeOrder({ userId, amount: 10 }));
      const placed = await Promise.all([1, 2, 3].map(() => placeBefore(userId, 10)));
      await Promise.all([...placing, relayAll()]);
      // The previous version publishes a fact again under its own ID, whichever version published
      // it first.
      await orders.redrive(placed[0] as string);
      await orders.redrive((await placing[0])?.id as string);
      await relayAll();
    }
    await untilAllEnded(test, userId);

    const { ordersDb, paymentsDb } = shop;
    for (const [database, query] of [
      [ordersDb, countWrittenSql],
      [paymentsDb, countWrittenSql],
      [paymentsDb, countReceivedSql],
      [ordersDb, countReceivedSql],
      [paymentsDb, countClaimsSql],
    ] as const) {
      const { previous, own } = await countRows(database, query);
      expect(Math.min(previous, own)).toBeGreaterThan(0);
    }
    expect((await shop.client.getAccount(userId)).balance).toBe(0);
  }, 120_000);
});
