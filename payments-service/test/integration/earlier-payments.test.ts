import { join } from 'node:path';
import { readMigrations } from '@online-shop/servers/migration-files';
import { withClient } from '@online-shop/servers/postgres/with-client';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { makeTestDatabase, type TestDatabase } from '@online-shop/test-kit/test-database';

const upgrade = '20261128000000_messages_have_a_subject';
const migrations = readMigrations(join(__dirname, '../../prisma/migrations'));
const start = migrations.findIndex(({ name }) => name === upgrade);

const decideSql =
  'INSERT INTO payments (order_id, status, reason, decided_at) VALUES ($1, $2, $3, now())';
const tellSql = `INSERT INTO outbox_messages (id, type, correlation_id, body) VALUES ($1, 't', 'c', $2)`;

describe('the migration of a database of the previous version', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await makeTestDatabase({ migrations: '' });
    await withClient(database.url, async (client) => {
      for (const { script } of migrations.slice(0, start)) await client.query(script);
    });
  });
  afterAll(() => database.drop());

  it('sets user, amount and currency of earlier payments and the subject of earlier messages', async () => {
    const ids = Array.from({ length: 5 }, createId);
    const [charged, declined, forgotten, poisoned, accountId] = ids as [
      ...[string, string, string, string, string],
    ];
    const event = JSON.stringify({ data: { userId: 'bob', amount: 7, currency: 'EUR' } });

    const payments = await withClient(database.url, async (client) => {
      await client.query(`INSERT INTO accounts VALUES ($1, 'ann', 'RUB', 70, 1, now(), now())`, [
        accountId,
      ]);
      await client.query(
        `INSERT INTO ledger_entries VALUES ($1, $2, 1, 'PAYMENT', -30, 70, $3, now())`,
        [createId(), accountId, charged],
      );
      await client.query(decideSql, [charged, 'COMPLETED', null]);
      for (const id of [declined, forgotten, poisoned]) {
        await client.query(decideSql, [id, 'FAILED', 'ACCOUNT_NOT_FOUND']);
      }
      await client.query(tellSql, [declined, event]);
      await client.query(tellSql, [poisoned, event.replace('{', '{"traceparent":"x\\u0000y",')]);
      await client.query(`INSERT INTO inbox_messages (id, type) VALUES ($1, 't')`, [charged]);

      for (const { script } of migrations.slice(start)) await client.query(script);

      const { rows: subjects } = await client.query(
        'SELECT id = subject AS same FROM outbox_messages UNION SELECT id = subject FROM inbox_messages',
      );
      expect(subjects).toEqual([{ same: true }]);
      const { rows } = await client.query(
        'SELECT order_id, user_id, amount::int, currency FROM payments',
      );
      return new Map(rows.map(({ order_id: orderId, ...claims }) => [orderId, claims]));
    });

    const unknown = { user_id: null, amount: null, currency: null };
    expect(payments.get(charged)).toEqual({ user_id: 'ann', amount: 30, currency: 'RUB' });
    expect(payments.get(declined)).toEqual({ user_id: 'bob', amount: 7, currency: 'EUR' });
    expect(payments.get(forgotten)).toEqual(unknown);
    expect(payments.get(poisoned)).toEqual(unknown);
  });
});
