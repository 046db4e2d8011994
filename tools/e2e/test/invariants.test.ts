import { randomUUID } from 'node:crypto';
import { startTestPostgres, type TestPostgres } from '@online-shop/servers/test-postgres';
import { checkBooks } from '../src/invariants/books';
import { checkCharges } from '../src/invariants/charges';
import { checkMessages } from '../src/invariants/messages';
import { createDatabase, createQueryable, migrate, type Queryable } from '../src/shop/databases';

/** The checks themselves: each is shown the one row that is wrong, and has to find it. */
describe('the check of the invariants', () => {
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

  /** Corruption needs the schema itself to give way: each test has a copy of its own. */
  async function copyDatabase(name: string): Promise<Queryable> {
    const copy = `${name}_${randomUUID().replaceAll('-', '')}`;
    await createQueryable(postgres.url()).query(`CREATE DATABASE ${copy} TEMPLATE ${name}`);
    return createQueryable(postgres.url(copy));
  }

  /** One account with 100, of which 30 went for one finished order. */
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
      checkBooks(paymentsDb),
      checkCharges(facts),
      checkMessages(facts),
    ]);
    return found.flat().map(({ invariant }) => invariant);
  }

  /** Past the constraints and triggers that would not let it happen. */
  function corrupt(database: Queryable, statement: string) {
    return database.query(`SET session_replication_role = replica; ${statement}`);
  }

  it('finds nothing where nothing is wrong', async () => {
    expect(await check()).toEqual([]);
  });

  it.each([
    ['a balance that was changed', 'UPDATE accounts SET balance = 71', ['books']],
    [
      'an entry that was changed',
      `UPDATE ledger_entries SET amount = 101 WHERE number = 1`,
      ['books', 'books'],
    ],
    [
      'an entry that was deleted',
      'DELETE FROM ledger_entries WHERE number = 1',
      ['books', 'books'],
    ],
    [
      'a charge that is not the price',
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
    ['a payment that tells nobody', 'DELETE FROM outbox_messages', ['atomic', 'atomic']],
    [
      'a payment of an order that nobody placed',
      `INSERT INTO payments VALUES (gen_random_uuid(), 'FAILED', 'ACCOUNT_NOT_FOUND', now())`,
      ['atomic'],
    ],
    ['a message that waits', 'UPDATE outbox_messages SET published_at = NULL', ['delivered']],
    ['a message that was not received', 'DELETE FROM inbox_messages', ['delivered']],
    [
      'a message that nobody sent',
      `INSERT INTO inbox_messages VALUES (gen_random_uuid(), 't', now(), gen_random_uuid())`,
      ['atomic'],
    ],
  ])('finds %s in paymentsdb', async (_what, statement, invariants) => {
    await corrupt(paymentsDb, statement);
    expect((await check()).sort()).toEqual([...invariants].sort());
  });

  it.each([
    [
      'a finished order that was never charged',
      `INSERT INTO orders
      VALUES (gen_random_uuid(), 'u', 5, 'RUB', '', 'FINISHED', NULL, now(), now())`,
    ],
    ['an order that has not ended', `UPDATE orders SET status = 'NEW'`],
    [
      'a charged order that is cancelled',
      `UPDATE orders
      SET status = 'CANCELLED', status_reason = 'INSUFFICIENT_FUNDS'`,
    ],
    ['an order that is gone', 'DELETE FROM orders'],
    ['an order that tells nobody', 'DELETE FROM outbox_messages'],
  ])('finds %s in ordersdb', async (_what, statement) => {
    await corrupt(ordersDb, statement);
    expect(await check()).not.toEqual([]);
  });
});
