import { withClient } from '@online-shop/servers/postgres/with-client';
import { startTestPostgres, type TestPostgres } from '@online-shop/servers/test-postgres';
import { busDatabase, databaseUrl, makeDatabases } from '../../src/postgres/databases';

const orders = { name: 'orders', database: 'ordersdb' };
const payments = { name: 'payments', database: 'paymentsdb' };

describe('the databases of one machine', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.close());

  it('reject the roles of other databases, also after a start was killed while creating one', async () => {
    await withClient(postgres.url(), async (client) => {
      await client.query(`CREATE ROLE orders LOGIN PASSWORD 'orders'`);
      await client.query('CREATE DATABASE ordersdb OWNER orders');
    });

    await makeDatabases(postgres.url(), [orders, payments, busDatabase]);

    const asPayments = new URL(databaseUrl(postgres.port, payments));
    asPayments.pathname = orders.database;
    await expect(withClient(asPayments.href, async () => {})).rejects.toThrow('permission denied');
    await withClient(databaseUrl(postgres.port, orders), async () => {});
  });
});
