import { createDatabase, type Database, migrate } from '@online-shop/e2e/shop/databases';
import type { Shop } from '@online-shop/e2e/shop/shop';

/** Two databases with the shop's schema, on the same server, for the SQL-only references. */
export interface LimitDatabases {
  readonly orders: Database;
  readonly payments: Database;
  readonly accounts: readonly LimitAccount[];
}

export interface LimitAccount {
  readonly id: string;
  readonly userId: string;
}

const accountCount = 1_000;
const accountsSql = `
  INSERT INTO accounts (id, user_id, currency, balance, entry_count, created_at, updated_at)
  SELECT gen_random_uuid(), 'limit-' || i, 'RUB', 900000000000, 0, now(), now()
  FROM generate_series(1, $1) i
  RETURNING id, user_id AS "userId"`;

const made = new WeakMap<Shop, Promise<LimitDatabases>>();

/** Creates the databases at the first call for a shop. Later calls return the same databases. */
export function limitDatabasesOf(shop: Shop): Promise<LimitDatabases> {
  const making = made.get(shop) ?? createLimitDatabases(shop);
  made.set(shop, making);
  return making;
}

async function createLimitDatabases({ postgres }: Shop): Promise<LimitDatabases> {
  const adminUrl = (database?: string) => postgres.url(database);
  const create = (name: string) => createDatabase({ adminUrl, name, owner: name });
  const orders = await create('limit_orders');
  const payments = await create('limit_payments');
  await Promise.all([migrate('orders-service', orders), migrate('payments-service', payments)]);
  const accounts = await payments.query<LimitAccount>(accountsSql, [accountCount]);
  return { orders, payments, accounts };
}
