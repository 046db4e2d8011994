import { join } from 'node:path';
import { withClient } from '@online-shop/servers/postgres/with-client';
import { makeTestDatabase } from '../../src/test-database';

const migrations = join(__dirname, '../support/migrations');

describe('test databases', () => {
  it('contain the tables of the migrations and no rows of other databases', async () => {
    const [one, other] = await Promise.all([
      makeTestDatabase({ migrations }),
      makeTestDatabase({ migrations }),
    ]);
    await withClient(one.url, (client) => client.query(`INSERT INTO things VALUES (1)`));

    expect(await countThings(one.url)).toBe(1);
    expect(await countThings(other.url)).toBe(0);
    await Promise.all([one.drop(), other.drop()]);
  });

  it('are empty without migrations', async () => {
    const database = await makeTestDatabase();

    await expect(countThings(database.url)).rejects.toThrow('relation "things" does not exist');
    await database.drop();
  });

  it('can be dropped while a client is connected, and dropped again', async () => {
    const database = await makeTestDatabase({ migrations });

    await withClient(database.url, () => database.drop()).catch(() => {});

    await expect(countThings(database.url)).rejects.toThrow('does not exist');
    await database.drop();
  });
});

function countThings(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      'SELECT count(*)::integer AS count FROM things',
    );
    return rows[0]?.count ?? Number.NaN;
  });
}
