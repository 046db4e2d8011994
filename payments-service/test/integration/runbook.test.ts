import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '@online-shop/servers/postgres/with-client';
import { createAccount } from '../../src/accounts/create-account';
import { useDatabase } from '../support/database';

const runbook = readFileSync(join(__dirname, '../../../docs/runbook.md'), 'utf8');
const database = useDatabase();

/** Returns the runbook statement with this comment. */
function statementOf(comment: string): string {
  const sql = runbook.split(`-- ${comment}\n`)[1]?.split('```')[0];
  if (!sql) throw new Error(`the runbook has no statement '${comment}'`);
  return sql;
}

describe('the runbook section on wrong times', () => {
  it('finds and corrects accounts that were stored under another time zone', async () => {
    const { client } = database;
    const open = async (userId: string) => {
      const { account } = await createAccount(client, { userId, currency: 'RUB' });
      return account;
    };
    const [right, shifted, moved] = [
      await open('right'),
      await open('shifted'),
      await open('moved'),
    ];
    const movedAt = new Date();
    await client.$executeRaw`
      UPDATE accounts SET created_at = created_at + interval '5 hours',
        updated_at = CASE WHEN id = ${moved.id}::uuid
          THEN ${movedAt.toISOString()}::timestamptz ELSE updated_at + interval '5 hours' END
      WHERE id <> ${right.id}::uuid`;

    await withClient(database.url, async (psql) => {
      const count = async () =>
        (await psql.query(statementOf('paymentsdb: accounts with a wrong creation time'))).rows[0];
      expect(await count()).toMatchObject({ count: '2', min: { hours: 5 }, max: { hours: 5 } });
      await psql.query(statementOf('paymentsdb: correct the accounts'));
      expect(await count()).toMatchObject({ count: '0' });
    });

    const times = await client.account.findMany({
      select: { id: true, createdAt: true, updatedAt: true },
      orderBy: { id: 'asc' },
    });
    expect(times).toEqual(
      [right, shifted, { ...moved, updatedAt: movedAt }].map(({ id, createdAt, updatedAt }) => ({
        ...{ id, createdAt, updatedAt },
      })),
    );
  });
});
