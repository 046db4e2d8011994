import { randomUUID } from 'node:crypto';
import { withClient } from '@online-shop/servers/postgres/with-client';
import { type Audit, auditSnapshots, openSnapshots, type Snapshots } from '../../src/audit/audit';
import { openSnapshot, type Snapshot } from '../../src/audit/snapshot';
import { useShopDatabases } from './support/shop-databases';
import { writeRecordsOf } from './support/write-records';

const shop = useShopDatabases();
const records = writeRecordsOf(shop);

let open: Snapshot[] = [];
beforeEach(() => records.openAccount('ann'));
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

describe('an audit of a running shop', () => {
  it('finds no violation in an order that is placed and settled between its snapshots', async () => {
    const orders = await take('orders');
    await records.sell();
    await records.refuse({ amount: 9_999 });
    const payments = await take('payments');
    await records.sell();
    const ordersLater = await take('orders');

    expect(await auditOf({ orders, payments, ordersLater })).toMatchObject({
      ok: true,
      // The orders in the snapshot of payments. The third order was decided later.
      orders: { finished: 1, cancelled: 1 },
    });
  });

  it('finds no violation in an order that continues between its snapshots', async () => {
    const order = await records.place();
    const orders = await take('orders');
    await records.publish(order);
    await records.charge(order);
    const payments = await take('payments');
    await records.settle(order);
    const ordersLater = await take('orders');

    expect(await auditOf({ orders, payments, ordersLater })).toMatchObject({
      ok: true,
      orders: { charged: 1, finished: 0 },
    });
  });

  it('finds a wrong charge of an order that was placed between its snapshots', async () => {
    const orders = await take('orders');
    const order = await records.sell();
    const payments = await take('payments');
    await shop.orders.corrupt(`UPDATE orders SET amount = 1 WHERE id = '${order.id}'`);
    const ordersLater = await take('orders');

    const { checks } = await auditOf({ orders, payments, ordersLater });
    expect(checks.priced).toMatchObject({ total: 1, rows: [{ order: order.id }] });
  });

  it('ignores rows that are written after its snapshots', async () => {
    await records.sell();
    const snapshots = await openSnapshots(shop.settings);
    await records.sell();
    await shop.payments.corrupt('UPDATE accounts SET balance = 0');
    await shop.orders.query('DELETE FROM outbox_messages');
    try {
      const audit = await auditSnapshots(snapshots, shop.settings);
      expect(audit).toMatchObject({ ok: true, orders: { finished: 1 } });
    } finally {
      await snapshots.close();
    }
  });

  it('blocks no statement that reads, writes or deletes', async () => {
    await records.sell();
    const snapshots = await openSnapshots(shop.settings);
    await auditSnapshots(snapshots, shop.settings); // By now it has read every table.
    try {
      // A statement that had to wait for a lock would fail at once.
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
      await records.sell();
    } finally {
      await snapshots.close();
    }
  });

  it('cannot write, even if its role may write', async () => {
    const payments = await take('payments');
    await expect(payments.query('UPDATE accounts SET balance = 0')).rejects.toThrow(
      'cannot execute UPDATE in a read-only transaction',
    );
  });

  it('needs only a role that may read', async () => {
    await records.sell();
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
