import { inTransaction } from '@online-shop/shared/database/transaction';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { type ChargeOrder, chargeOrders } from '../../src/accounts/charge-orders';
import { balanceOf, deposit, expectSoundLedger, openAccount } from '../support/accounts';
import { useDatabase } from '../support/database';
import { charge, findResult, ordersToCharge, orderToCharge } from '../support/orders';

const database = useDatabase();

/** What the relay does. */
async function publishAll(): Promise<void> {
  await database.client.outboxMessage.updateMany({
    data: { publishedAt: new Date(), attempts: 1 },
  });
}

async function openWith(balance: number): Promise<string> {
  const { userId } = await openAccount(database.client, { balance });
  return userId;
}

afterEach(() => expectSoundLedger(database.client));

describe('chargeOrders, given an order again', () => {
  it.each([
    ['under the same message id', {}],
    ['under another message id', { messageId: createId() }],
  ])('%s: charges nothing, and sends the first result again', async (_, again) => {
    const { client } = database;
    const userId = await openWith(1_000);
    const order = orderToCharge({ userId });
    const [first] = await charge(client, order);
    const { row } = await findResult(client, order);
    await publishAll();

    const [second] = await charge(client, { ...order, ...again });

    expect(second).toEqual(first);
    expect(await balanceOf(client, userId)).toBe(900);
    const { row: repeated } = await findResult(client, order);
    const newTimes = { createdAt: expect.any(Date), nextAttemptAt: expect.any(Date) };
    expect(repeated).toEqual({ ...row, ...newTimes });
    expect(await client.inboxMessage.count({ where: { id: order.messageId } })).toBe(1);
  });

  it('charges nothing once its inbox row is cleaned up, and its result too', async () => {
    const { client } = database;
    const userId = await openWith(1_000);
    const order = orderToCharge({ userId });
    await charge(client, order);
    const { event } = await findResult(client, order);
    await client.inboxMessage.deleteMany();
    await client.outboxMessage.deleteMany();

    await charge(client, order);

    expect(await balanceOf(client, userId)).toBe(900);
    const repeated = await findResult(client, order);
    expect(repeated.row.publishedAt).toBeNull();
    expect(repeated.event).toEqual(event);
  });

  it.each(['ACCOUNT_NOT_FOUND', 'INSUFFICIENT_FUNDS'])(
    'keeps it declined though what was missing is there by now: %s',
    async (reason) => {
      const { client } = database;
      const userId = createId();
      if (reason === 'INSUFFICIENT_FUNDS') await openAccount(client, { userId });
      const order = orderToCharge({ userId });
      expect(await charge(client, order)).toMatchObject([{ reason }]);
      await publishAll();

      if (reason === 'ACCOUNT_NOT_FOUND') await openAccount(client, { userId });
      await deposit(client, { userId, amount: 1_000 });
      await client.inboxMessage.deleteMany();

      expect(await charge(client, order)).toMatchObject([{ reason }]);
      expect(await balanceOf(client, userId)).toBe(1_000);
      expect((await findResult(client, order)).event).toMatchObject({ data: { reason } });
    },
  );

  it('charges once what stands several times in one batch', async () => {
    const userId = await openWith(1_000);
    const [one, other] = ordersToCharge(2, { userId }) as [ChargeOrder, ChargeOrder];
    const again = { ...one, messageId: createId() };

    const payments = await charge(database.client, one, other, one, again, other);

    expect(payments.map(({ orderId }) => orderId)).toEqual(
      [one, other, one, one, other].map(({ orderId }) => orderId),
    );
    expect(await balanceOf(database.client, userId)).toBe(800);
  });

  it('charges what is new beside what came before, in one batch', async () => {
    const userId = await openWith(250);
    const [old, ...others] = ordersToCharge(4, { userId }) as [ChargeOrder, ...ChargeOrder[]];
    await charge(database.client, old);
    const payments = await charge(database.client, ...others, old);
    expect(payments.map(({ reason }) => reason)).toEqual([
      ...[null, 'INSUFFICIENT_FUNDS', 'INSUFFICIENT_FUNDS', null],
    ]);
  });
});

describe('chargeOrders, given an order to two consumers at once', () => {
  /** Each on connections of its own, as two processes would. */
  const chargeTwice = (orders: readonly ChargeOrder[], others: readonly ChargeOrder[]) =>
    Promise.all(
      [orders, others].map((batch) =>
        inTransaction(database.connect(), (tx) => chargeOrders(tx, batch)),
      ),
    );

  it.each([
    ['under the same message id', false],
    ['under another message id', true],
  ])('%s: charges it once, and both have the same result', async (_, isRenamed) => {
    for (let round = 0; round < 5; round += 1) {
      const userId = await openWith(450);
      const orders = ordersToCharge(10, { userId });
      const others = orders.map((order) =>
        isRenamed ? { ...order, messageId: createId() } : order,
      );

      const [one, other] = await chargeTwice(orders, others);

      expect(one).toEqual(other);
      expect(await balanceOf(database.client, userId)).toBe(50);
    }
  });

  it('declines it once for a user without an account, where there is no row to lock', async () => {
    for (let round = 0; round < 5; round += 1) {
      const orders = ordersToCharge(10, { userId: createId() });
      const others = orders.map((order) => ({ ...order, messageId: createId() })).reverse();

      const [one, other] = await chargeTwice(orders, others);

      expect(one).toEqual(other?.toReversed());
    }
  });
});
