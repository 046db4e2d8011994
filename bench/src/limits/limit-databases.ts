import { createDatabase, migrate } from '@online-shop/e2e/shop/databases';
import type { Shop } from '@online-shop/e2e/shop/shop';
import { Client } from 'pg';

/** Two databases like the shop's own, on the same server, for the SQL alone. */
export interface LimitDatabases {
  readonly ordersUrl: string;
  readonly paymentsUrl: string;
  readonly accountIds: readonly string[];
}

const accountCount = 1_000;
const ACCOUNTS = `
  insert into accounts (id, user_id, currency, balance, entry_count, created_at, updated_at)
  select gen_random_uuid(), 'limit-' || i, 'RUB', 900000000000, 0, now(), now()
  from generate_series(1, $1) i returning id`;

export async function createLimitDatabases({ postgres }: Shop): Promise<LimitDatabases> {
  const adminUrl = (database?: string) => postgres.url(database);
  const orders = await createDatabase({ adminUrl, name: 'limit_orders', owner: 'limit_orders' });
  const payments = await createDatabase({
    ...{ adminUrl, name: 'limit_payments', owner: 'limit_payments' },
  });
  await Promise.all([migrate('orders-service', orders), migrate('payments-service', payments)]);
  const rows = await payments.query<{ id: string }>(ACCOUNTS, [accountCount]);
  return {
    ordersUrl: orders.url,
    paymentsUrl: payments.url,
    accountIds: rows.map(({ id }) => id),
  };
}

/** Statements that are sent together wait for one round trip, as in a stored procedure. */
export async function openPipelinedClients(url: string, count: number): Promise<Client[]> {
  const clients = Array.from(
    { length: count },
    () => new Client({ connectionString: url, pipeline: true }),
  );
  await Promise.all(clients.map((client) => client.connect()));
  return clients;
}

export async function closeClients(clients: readonly Client[]): Promise<void> {
  await Promise.all(clients.map((client) => client.end()));
}
