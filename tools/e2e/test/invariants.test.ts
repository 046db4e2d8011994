import { randomUUID } from 'node:crypto';
import { startTestPostgres, type TestPostgres } from '@online-shop/servers/test-postgres';
import { checkCharges } from '../src/invariants/charges';
import { checkLedger } from '../src/invariants/ledger';
import { checkMessages } from '../src/invariants/messages';
import { createDatabase, createQueryable, migrate, type Queryable } from '../src/shop/databases';

/** Tests the checks: each test corrupts one row, and the check must find it. */
describe('the invariant checks', () => {
  let postgres: TestPostgres;
  let ordersDb: Queryable;
  let paymentsDb: Queryable;
  let orderId: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const { url: adminUrl } = postgres;
    const orders = await createDatabase({ adminUrl, name: 'ordersdb', owner: 'orders' });
    const payments = await createDatabase({ adminUrl, name: 'paymentsdb', owner: 'payments' });
    await Promise.all([migrate('orders-service', orders), migrate('payments-service', payments)]);
  }, 120_000);
  afterAll(() => postgres?.close(), 30_000);

  /** Some corruptions change the schema, so each test uses a copy of the database. */
  async function copyDatabase(name: string): Promise<Queryable> {
    const copy = `${name}_${randomUUID().replaceAll('-', '')}`;
    await createQueryable(postgres.url()).query(`CREATE DATABASE ${copy} TEMPLATE ${name}`);
    return createQueryable(postgres.url(copy));
  }

  /** Writes one account with a deposit of 100 and one finished order of 30. */
  beforeEach(async () => {
    orderId = randomUUID();
    const accountId = randomUUID();
    ordersDb = await copyDatabase('ordersdb');
    paymentsDb = await copyDatabase('paymentsdb');
    await ordersDb.query(
      `INSERT INTO orders VALUES ($1, 'u', 30, 'RUB', '', 'FINISHED', NULL, now(), now())`,
      [orderId],
    );
    await paymentsDb.query(`INSERT INTO accounts VALUES ($1, 'u', 'RUB', 70, 2, now(), now())`, [
      accountId,
    ]);
    await paymentsDb.query(
      `INSERT INTO ledger_entries VALUES
        (gen_random_uuid(), $1, 1, 'DEPOSIT', 100, 100, NULL, now()),
        (gen_random_uuid(), $1, 2, 'PAYMENT', -30, 70, $2, now())`,
      [accountId, orderId],
    );
    await paymentsDb.query(`INSERT INTO payments VALUES ($1, 'COMPLETED', NULL, now())`, [orderId]);
    for (const database of [ordersDb, paymentsDb]) {
      await database.query(
        `INSERT INTO outbox_messages (id, type, correlation_id, body, published_at)
        VALUES ($1, 't', 'c', '{}', now())`,
        [orderId],
      );
      await database.query(`INSERT INTO inbox_messages VALUES ($1, 't', now())`, [orderId]);
    }
  });

  async function check() {
    const facts = { ordersDb, paymentsDb };
    const found = await Promise.all([
      checkLedger(paymentsDb),
      checkCharges(facts),
      checkMessages(facts),
    ]);
    return found.flat().map(({ invariant }) => invariant);
  }

  /** Runs a statement with triggers and foreign keys disabled. */
  function corrupt(database: Queryable, statement: string) {
    return database.query(`SET session_replication_role = replica; ${statement}`);
  }

  it('find no violation in consistent databases', async () => {
    expect(await check()).toEqual([]);
  });

  it.each([
    ['a changed balance', 'UPDATE accounts SET balance = 71', ['ledger']],
    [
      'a changed entry',
      `UPDATE ledger_entries SET amount = 101 WHERE number = 1`,
      ['ledger', 'ledger'],
    ],
    ['a deleted entry', 'DELETE FROM ledger_entries WHERE number = 1', ['ledger', 'ledger']],
    [
      'a charge that differs from the amount of the order',
      `UPDATE ledger_entries SET amount = -31, balance_after = 69 WHERE number = 2;
      UPDATE accounts SET balance = 69`,
      ['chargedOnce'],
    ],
    [
      'a balance below zero',
      `ALTER TABLE accounts DROP CONSTRAINT accounts_balance_not_negative;
      UPDATE ledger_entries SET amount = -130, balance_after = -30 WHERE number = 2;
      UPDATE accounts SET balance = -30`,
      ['neverOverdrawn', 'neverOverdrawn', 'chargedOnce'],
    ],
    [
      'a second charge of an order',
      `DROP INDEX ledger_entries_order_id_key;
      INSERT INTO ledger_entries
        SELECT gen_random_uuid(), account_id, 3, kind, -30, 40, order_id, now()
        FROM ledger_entries WHERE number = 2;
      UPDATE accounts SET balance = 40, entry_count = 3`,
      ['chargedOnce'],
    ],
    ['a charge without a decision', 'DELETE FROM payments', ['atomic']],
    ['a payment without a message', 'DELETE FROM outbox_messages', ['atomic', 'atomic']],
    [
      'a payment of an order that does not exist',
      `INSERT INTO payments VALUES (gen_random_uuid(), 'FAILED', 'ACCOUNT_NOT_FOUND', now())`,
      ['atomic'],
    ],
    ['a pending message', 'UPDATE outbox_messages SET published_at = NULL', ['delivered']],
    ['a message that was not received', 'DELETE FROM inbox_messages', ['delivered']],
    [
      'a received message that no service published',
      `INSERT INTO inbox_messages VALUES (gen_random_uuid(), 't', now(), gen_random_uuid())`,
      ['atomic'],
    ],
  ])('find %s in paymentsdb', async (_what, statement, invariants) => {
    await corrupt(paymentsDb, statement);
    expect((await check()).sort()).toEqual([...invariants].sort());
  });

  it.each([
    [
      'a finished order that was never charged',
      `INSERT INTO orders
      VALUES (gen_random_uuid(), 'u', 5, 'RUB', '', 'FINISHED', NULL, now(), now())`,
    ],
    ['an order that is still NEW', `UPDATE orders SET status = 'NEW'`],
    [
      'a charged order that is cancelled',
      `UPDATE orders
      SET status = 'CANCELLED', status_reason = 'INSUFFICIENT_FUNDS'`,
    ],
    ['a deleted order', 'DELETE FROM orders'],
    ['an order without a message', 'DELETE FROM outbox_messages'],
  ])('find %s in ordersdb', async (_what, statement) => {
    await corrupt(ordersDb, statement);
    expect(await check()).not.toEqual([]);
  });
});
