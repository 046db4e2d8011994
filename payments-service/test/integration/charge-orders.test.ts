import { createTransactionBatcher } from '@online-shop/shared/batching/transaction-batcher';
import { chargeOrders } from '../../src/accounts/charge-orders';
import { balanceOf, expectSoundLedger, openAccount } from '../support/accounts';
import { useDatabase } from '../support/database';
import { charge, findResult, ordersToCharge, orderToCharge } from '../support/orders';

const database = useDatabase();

/** The tables that charging writes to. */
async function countRows() {
  const { ledgerEntry, payment, inboxMessage, outboxMessage } = database.client;
  return {
    entries: await ledgerEntry.count(),
    payments: await payment.count(),
    inbox: await inboxMessage.count(),
    outbox: await outboxMessage.count(),
  };
}

afterEach(() => expectSoundLedger(database.client));

describe('chargeOrders', () => {
  it('decreases the balance and inserts the entry, the decision, the inbox row and the result', async () => {
    const { client } = database;
    const account = await openAccount(client, { balance: 1_000 });
    const { userId } = account;
    const order = orderToCharge({ userId, amount: 300 });

    const [payment] = await charge(client, order);

    expect(payment).toEqual({
      ...{ orderId: order.orderId, userId, amount: 300, currency: 'RUB' },
      ...{ reason: null, decidedAt: expect.any(Date) },
    });
    const decidedAt = payment?.decidedAt as Date;
    expect(await client.account.findUnique({ where: { userId } })).toEqual({
      ...account,
      ...{ balance: 700n, entryCount: 2, updatedAt: decidedAt },
    });
    const { orderId } = order;
    expect(await client.ledgerEntry.findUnique({ where: { orderId } })).toEqual({
      ...{ id: expect.any(String), accountId: account.id, number: 2, kind: 'PAYMENT', orderId },
      ...{ amount: -300n, balanceAfter: 700n, createdAt: decidedAt },
    });
    expect(await client.payment.findUnique({ where: { orderId } })).toEqual({
      ...{ orderId, userId, amount: 300n, currency: 'RUB' },
      ...{ status: 'COMPLETED', reason: null, decidedAt },
    });
    const where = { id: order.messageId };
    expect(await client.inboxMessage.findUnique({ where })).toMatchObject({
      ...{ type: 'order.created', subject: orderId },
    });
    const { row, event } = await findResult(client, order);
    expect(row).toMatchObject({ publishedAt: null, correlationId: 'test-correlation' });
    expect(event).toMatchObject({
      ...{ id: row.id, subject: orderId, type: 'payment.completed' },
      ...{ time: decidedAt.toISOString(), correlationid: 'test-correlation' },
      data: { userId, amount: 300, currency: 'RUB' },
    });
  });

  it('declines with the first applicable reason', async () => {
    const { client } = database;
    const { userId } = await openAccount(client, { balance: 100, currency: 'USD' });
    const orders = [
      orderToCharge({ userId: 'nobody', amount: 1_000, currency: 'EUR' }),
      orderToCharge({ userId, amount: 1_000, currency: 'EUR' }),
      orderToCharge({ userId, amount: 101, currency: 'USD' }),
      orderToCharge({ userId, amount: 100, currency: 'USD' }),
    ];
    const reasons = ['ACCOUNT_NOT_FOUND', 'CURRENCY_MISMATCH', 'INSUFFICIENT_FUNDS', null];

    const payments = await charge(client, ...orders);

    expect(payments.map(({ reason }) => reason)).toEqual(reasons);
    for (const [i, order] of orders.entries()) {
      const reason = reasons[i] ?? null;
      const { orderId } = order;
      expect(await client.payment.findUnique({ where: { orderId } })).toMatchObject({
        ...{ status: reason ? 'FAILED' : 'COMPLETED', reason },
      });
      const { event } = await findResult(client, order);
      expect(event.type).toBe(reason ? 'payment.failed' : 'payment.completed');
      if (event.type === 'payment.failed') expect(event.data.reason).toBe(reason);
    }
    expect(await balanceOf(client, userId)).toBe(0);
  });

  it('charges a batch over several accounts like consecutive orders', async () => {
    const { client } = database;
    const users = await Promise.all(
      [250, 0, 1_000].map((balance) => openAccount(client, { balance })),
    );
    const orders = Array.from({ length: 30 }, (_, i) =>
      orderToCharge({ userId: users[i % 3]?.userId ?? '', amount: 100 }),
    );
    const payments = await charge(client, ...orders);

    const paid = payments.map(({ reason }) => reason === null);
    expect(paid).toEqual(orders.map((_, i) => i % 3 === 2 || (i % 3 === 0 && i < 6)));
    const balances = await Promise.all(users.map(({ userId }) => balanceOf(client, userId)));
    expect(balances).toEqual([50, 0, 0]);
  });

  it('charges 50 of 200 orders if the balance covers 50', async () => {
    const { userId } = await openAccount(database.client, { balance: 50 * 7 });
    const payments = await charge(database.client, ...ordersToCharge(200, { userId, amount: 7 }));
    expect(payments.filter(({ reason }) => reason === null)).toHaveLength(50);
    expect(await balanceOf(database.client, userId)).toBe(0);
  });

  it('charges amounts beyond 32 bits', async () => {
    const amount = 999_999_999_999;
    const { userId } = await openAccount(database.client, { balance: amount });
    const [payment] = await charge(database.client, orderToCharge({ userId, amount }));
    expect(payment?.reason).toBeNull();
    expect(await balanceOf(database.client, userId)).toBe(0);
  });

  it('does nothing for an empty batch', async () => {
    expect(await charge(database.client)).toEqual([]);
  });
});

describe('chargeOrders after a failed statement', () => {
  const tables = ['ledger_entries', 'payments', 'inbox_messages', 'outbox_messages', 'accounts'];
  afterEach(async () => {
    for (const table of tables) {
      const statement = `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS refused_by_test`;
      await database.client.$executeRawUnsafe(statement);
    }
  });

  it.each(tables)('rolls back everything if the write to %s fails', async (table) => {
    const { client } = database;
    const { userId } = await openAccount(client, { balance: 1_000 });
    const before = await countRows();
    await client.$executeRawUnsafe(
      `ALTER TABLE ${table} ADD CONSTRAINT refused_by_test CHECK (false) NOT VALID`,
    );
    await expect(charge(client, ...ordersToCharge(3, { userId }))).rejects.toThrow();
    expect(await countRows()).toEqual(before);
    expect(await balanceOf(client, userId)).toBe(1_000);
  });

  it('does not affect other orders of the same batch', async () => {
    const { client } = database;
    const { userId } = await openAccount(client, { balance: 1_000 });
    const limits = { maxBatchSize: 200, maxBacklog: 5_000 };
    const charging = createTransactionBatcher({ client, work: chargeOrders, ...limits });
    await client.$executeRaw`
      ALTER TABLE ledger_entries ADD CONSTRAINT refused_by_test CHECK (amount <> -13) NOT VALID`;

    const orders = [1, 13, 2].map((amount) => orderToCharge({ userId, amount }));
    const outcomes = await Promise.allSettled(orders.map(charging.submit));

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await balanceOf(client, userId)).toBe(997);
  });
});
