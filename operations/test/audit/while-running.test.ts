import { randomUUID } from 'node:crypto';
import { withClient } from '@online-shop/servers/postgres/with-client';
import { type Audit, auditSnapshots, openSnapshots, type Snapshots } from '../../src/audit/audit';
import { openSnapshot, type Snapshot } from '../../src/audit/snapshot';
import { keepBooksOf } from './support/keep-books';
import { useShopDatabases } from './support/shop-databases';

const shop = useShopDatabases();
const books = keepBooksOf(shop);

let open: Snapshot[] = [];
beforeEach(() => books.openAccount('ann'));
afterEach(async () => {
  await Promise.all(open.map((snapshot) => snapshot.close()));
  open = [];
});

async function take(name: 'orders' | 'payments'): Promise<Snapshot> {
  const snapshot = await openSnapshot({ name, url: shop[name].url });
  open.push(snapshot);
  return snapshot;
}

function auditOf(snapshots: Omit<Snapshots, 'close'>): Promise<Audit> {
  return auditSnapshots({ ...snapshots, close: async () => {} }, shop.settings);
}

describe('an audit of a shop that is running', () => {
  it('sees no violation in an order that lives between its snapshots', async () => {
    const orders = await take('orders');
    await books.sell();
    await books.refuse({ amount: 9_999 });
    const payments = await take('payments');
    await books.sell();
    const ordersLater = await take('orders');

    expect(await auditOf({ orders, payments, ordersLater })).toMatchObject({
      ok: true,
      // What the snapshot of payments knows; the third order is of another moment.
      orders: { finished: 1, cancelled: 1 },
    });
  });

  it('sees no violation in an order that goes on between its snapshots', async () => {
    const order = await books.place();
    const orders = await take('orders');
    await books.publish(order);
    await books.charge(order);
    const payments = await take('payments');
    await books.settle(order);
    const ordersLater = await take('orders');

    expect(await auditOf({ orders, payments, ordersLater })).toMatchObject({
      ok: true,
      orders: { charged: 1, finished: 0 },
    });
  });

  it('finds an order of the moment between its snapshots that is charged wrongly', async () => {
    const orders = await take('orders');
    const order = await books.sell();
    const payments = await take('payments');
    await shop.orders.corrupt(`UPDATE orders SET amount = 1 WHERE id = '${order.id}'`);
    const ordersLater = await take('orders');

    const { checks } = await auditOf({ orders, payments, ordersLater });
    expect(checks.priced).toMatchObject({ total: 1, rows: [{ order: order.id }] });
  });

  it('sees one moment of each database, whatever is written after it', async () => {
    await books.sell();
    const snapshots = await openSnapshots(shop.settings);
    await books.sell();
    await shop.payments.corrupt('UPDATE accounts SET balance = 0');
    await shop.orders.query('DELETE FROM outbox_messages');
    try {
      const audit = await auditSnapshots(snapshots, shop.settings);
      expect(audit).toMatchObject({ ok: true, orders: { finished: 1 } });
    } finally {
      await snapshots.close();
    }
  });

  it('keeps nobody waiting who reads, writes or cleans up', async () => {
    await books.sell();
    const snapshots = await openSnapshots(shop.settings);
    await auditSnapshots(snapshots, shop.settings); // By now it has read every table.
    try {
      // Whoever had to wait for a lock would fail at once.
      const impatient = (url: string, statements: readonly string[]) =>
        withClient(url, async (client) => {
          await client.query(`SET lock_timeout = '1ms'`);
          for (const statement of statements) await client.query(statement);
        });
      await impatient(shop.payments.url, [
        'SELECT FROM accounts FOR UPDATE',
        'UPDATE accounts SET updated_at = now()',
        'DELETE FROM outbox_messages',
        'DELETE FROM payments',
        'VACUUM accounts',
      ]);
      await impatient(shop.orders.url, [
        'SELECT FROM orders FOR UPDATE',
        'DELETE FROM orders',
        'DELETE FROM outbox_messages',
        'VACUUM orders',
        'ANALYZE orders',
      ]);
      await books.sell();
    } finally {
      await snapshots.close();
    }
  });

  it('cannot write, whatever its role may do', async () => {
    const payments = await take('payments');
    await expect(payments.query('UPDATE accounts SET balance = 0')).rejects.toThrow(
      'cannot execute UPDATE in a read-only transaction',
    );
  });

  it('is content with a role that may only read', async () => {
    await books.sell();
    const role = `auditor_${randomUUID().replaceAll('-', '')}`;
    const asAuditor = (url: string) => {
      const own = new URL(url);
      own.username = role;
      own.password = 'auditor';
      return own.href;
    };
    await shop.orders.query(
      `CREATE ROLE ${role} LOGIN PASSWORD 'auditor' IN ROLE pg_read_all_data`,
    );
    try {
      const audit = await shop.audit({
        ORDERS_DATABASE_URL: asAuditor(shop.orders.url),
        PAYMENTS_DATABASE_URL: asAuditor(shop.payments.url),
      });
      expect(audit).toMatchObject({ ok: true, orders: { finished: 1 } });
    } finally {
      await shop.orders.query(`DROP ROLE ${role}`);
    }
  });
});
