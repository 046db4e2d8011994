import { inTransaction } from '@online-shop/shared/database/transaction';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { type ChargeOrder, chargeOrders } from '../../src/accounts/charge-orders';
import { balanceOf, deposit, expectSoundLedger, openAccount } from '../support/accounts';
import { useDatabase } from '../support/database';
import { charge, findResult, ordersToCharge, orderToCharge } from '../support/orders';

const database = useDatabase();

/** Marks all messages as published, like the relay. */
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

describe('chargeOrders, given a repeated order', () => {
  it.each([
    ['under the same message ID', {}],
    ['under another message ID', { messageId: createId() }],
  ])('charges nothing and publishes the first result again, %s', async (_, again) => {
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

  it('charges nothing after its inbox row and its result were deleted', async () => {
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
    'keeps the order declined after the cause is gone: %s',
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

  it('charges an order once if a batch contains it several times', async () => {
    const userId = await openWith(1_000);
    const [one, other] = ordersToCharge(2, { userId }) as [ChargeOrder, ChargeOrder];
    const again = { ...one, messageId: createId() };

    const payments = await charge(database.client, one, other, one, again, other);

    expect(payments.map(({ orderId }) => orderId)).toEqual(
      [one, other, one, one, other].map(({ orderId }) => orderId),
    );
    expect(await balanceOf(database.client, userId)).toBe(800);
  });

  it('charges the new orders of a batch that contains decided orders', async () => {
    const userId = await openWith(250);
    const [old, ...others] = ordersToCharge(4, { userId }) as [ChargeOrder, ...ChargeOrder[]];
    await charge(database.client, old);
    const payments = await charge(database.client, ...others, old);
    expect(payments.map(({ reason }) => reason)).toEqual([
      ...[null, 'INSUFFICIENT_FUNDS', 'INSUFFICIENT_FUNDS', null],
    ]);
  });
});

describe('chargeOrders, given an order by two concurrent consumers', () => {
  /** Runs each consumer on its own connections, like two processes. */
  const chargeTwice = (orders: readonly ChargeOrder[], others: readonly ChargeOrder[]) =>
    Promise.all(
      [orders, others].map((batch) =>
        inTransaction(database.connect(), (tx) => chargeOrders(tx, batch)),
      ),
    );

  it.each([
    ['under the same message ID', false],
    ['under another message ID', true],
  ])('charges the order once and returns the same result to both, %s', async (_, isRenamed) => {
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

  it('declines the order once if the user has no account row to lock', async () => {
    for (let round = 0; round < 5; round += 1) {
      const orders = ordersToCharge(10, { userId: createId() });
      const others = orders.map((order) => ({ ...order, messageId: createId() })).reverse();

      const [one, other] = await chargeTwice(orders, others);

      expect(one).toEqual(other?.toReversed());
    }
  });
});
