import { createTransactionBatcher } from '@online-shop/shared/batching/transaction-batcher';
import { ConflictError } from '@online-shop/shared/errors/conflict-error';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { blockedSessions } from '@online-shop/test-kit/blocked-sessions';
import { type ChargeOrder, chargeOrders } from '../../src/accounts/charge-orders';
import { lockAccountsOfUsers } from '../../src/db/accounts.repository';
import { insertPayments } from '../../src/db/payments.repository';
import type { Transaction } from '../../src/db/prisma';
import { balanceOf, deposit, expectSoundLedger, openAccount } from '../support/accounts';
import { useDatabase } from '../support/database';
import { charge, ordersToCharge, orderToCharge } from '../support/orders';

const database = useDatabase();

/** Charges orders like one process: in batches, over its own connections. */
function createCharging() {
  const limits = { maxBatchSize: 20, maxBacklog: 5_000 };
  return createTransactionBatcher({ client: database.connect(), work: chargeOrders, ...limits });
}

async function openAccounts(count: number, balance: number): Promise<string[]> {
  const opening = Array.from({ length: count }, () => openAccount(database.client, { balance }));
  return (await Promise.all(opening)).map(({ userId }) => userId);
}

afterEach(() => expectSoundLedger(database.client));

describe('chargeOrders in several concurrent processes', () => {
  it('charges exactly 50 of 200 orders if the balance covers 50', async () => {
    const [userId] = (await openAccounts(1, 50 * 7)) as [string];
    const processes = [createCharging(), createCharging(), createCharging()];

    const payments = await Promise.all(
      ordersToCharge(200, { userId, amount: 7 }).map((order, i) => processes[i % 3]?.submit(order)),
    );

    expect(payments.filter((payment) => payment?.reason === null)).toHaveLength(50);
    expect(await balanceOf(database.client, userId)).toBe(0);
  });

  /** Charges two batches that both wait for a lock, and then releases the lock. */
  async function chargeBeyond(
    hold: (tx: Transaction) => Promise<unknown>,
    batches: readonly (readonly ChargeOrder[])[],
  ) {
    const charging: ReturnType<typeof charge>[] = [];
    const holding = database.client.$transaction(async (tx) => {
      await hold(tx);
      for (const batch of batches) charging.push(charge(database.connect(), ...batch));
      await blockedSessions(database.client, batches.length);
      throw new Error('rolled back');
    });
    await expect(holding).rejects.toThrow('rolled back');
    return Promise.all(charging);
  }

  it('does not deadlock batches that share accounts in different orders', async () => {
    const users = await openAccounts(9, 1_000);
    const { client } = database;
    const accounts = await client.account.findMany({
      where: { userId: { in: users } },
      orderBy: { id: 'asc' },
    });
    const orders = accounts.map(({ userId }) => orderToCharge({ userId, amount: 10 }));
    const others = accounts.map(({ userId }) => orderToCharge({ userId, amount: 10 })).reverse();

    // In different orders, each batch would hold a lock that the other needs.
    await chargeBeyond(
      (tx) => lockAccountsOfUsers(tx, [accounts[4]?.userId ?? '']),
      [orders, others],
    );

    for (const userId of users) expect(await balanceOf(client, userId)).toBe(980);
  });

  it('does not deadlock batches that share orders in different orders', async () => {
    const orders = ordersToCharge(9, { userId: 'nobody' });
    const others = orders.map((order) => ({ ...order, messageId: createId() })).reverse();
    const middle = { ...(orders[4] as ChargeOrder), reason: null, decidedAt: new Date() };

    const charging = chargeBeyond((tx) => insertPayments(tx, [middle]), [orders, others]);

    // One batch decides all orders. The other batch finds these decisions and runs again.
    await expect(charging).rejects.toThrow(ConflictError);
    const where = { orderId: { in: orders.map(({ orderId }) => orderId) } };
    expect(await database.client.payment.count({ where })).toBe(9);
  });

  it('charges each order once if its message is delivered several times to several consumers', async () => {
    const users = await openAccounts(5, 1_000);
    const processes = [createCharging(), createCharging()];
    const orders = Array.from({ length: 100 }, (_, i) =>
      orderToCharge({ userId: users[i % 5] ?? '', amount: 40 + (i % 7) }),
    );
    const deliveries = [...orders, ...orders.toReversed(), ...orders];

    const payments = await Promise.all(
      deliveries.map((order, i) => processes[i % 2]?.submit(order)),
    );

    const decided = new Map(payments.map((payment) => [payment?.orderId, payment?.reason]));
    expect(decided.size).toBe(100);
    for (const payment of payments) expect(payment?.reason).toBe(decided.get(payment?.orderId));
    const orderIds = orders.map(({ orderId }) => orderId);
    const paid = [...decided.values()].filter((reason) => reason === null).length;
    const where = { orderId: { in: orderIds } };
    expect(await database.client.ledgerEntry.count({ where })).toBe(paid);
    expect(await database.client.inboxMessage.count({ where: { subject: { in: orderIds } } })).toBe(
      100,
    );
  });

  it('keeps concurrent deposits and charges only what the balance covers', async () => {
    const [userId] = (await openAccounts(1, 0)) as [string];
    const processes = [createCharging(), createCharging()];
    const charging = ordersToCharge(60, { userId, amount: 10 }).map((order, i) =>
      processes[i % 2]?.submit(order),
    );
    const depositing = Array.from({ length: 30 }, () =>
      deposit(database.client, { userId, amount: 10 }),
    );
    const [payments] = await Promise.all([Promise.all(charging), Promise.all(depositing)]);

    const paid = payments.filter((payment) => payment?.reason === null).length;
    expect(await balanceOf(database.client, userId)).toBe(300 - 10 * paid);
  });
});
