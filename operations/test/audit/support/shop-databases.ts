import { join } from 'node:path';
import { openClient } from '@online-shop/shared/database/connection';
import { makeTestDatabase, type TestDatabase } from '@online-shop/test-kit/test-database';
import type { QueryResultRow } from 'pg';
import { type AuditSettings, auditShop } from '../../../src/audit/audit';

/** Direct access to the database of a service. */
export interface HandledDatabase {
  readonly url: string;
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Runs a statement with triggers and foreign keys disabled. */
  corrupt(statements: string): Promise<void>;
  close(): Promise<void>;
}

const root = join(__dirname, '../../../..');

/** Creates both databases of a shop, migrated and empty, for each test of the file. */
export function useShopDatabases() {
  let open: readonly HandledDatabase[] = [];

  beforeEach(async () => {
    open = await Promise.all(
      ['orders-service', 'payments-service'].map(async (service) => {
        const migrations = join(root, service, 'prisma/migrations');
        return handle(await makeTestDatabase({ migrations }));
      }),
    );
  });
  afterEach(() => Promise.all(open.map((database) => database.close())));

  const shop = {
    get orders() {
      return open[0] as HandledDatabase;
    },
    get payments() {
      return open[1] as HandledDatabase;
    },
    get settings(): AuditSettings {
      return {
        ORDERS_DATABASE_URL: shop.orders.url,
        PAYMENTS_DATABASE_URL: shop.payments.url,
        BUS_URL: shop.orders.url, // No service has used this bus yet.
        SLOW_AFTER_SECONDS: 60,
        OUTBOX_RETENTION_HOURS: 168,
        maxRows: 20,
      };
    },
    audit: (settings: Partial<AuditSettings> = {}) => auditShop({ ...shop.settings, ...settings }),
  };
  return shop;
}

export type ShopDatabases = ReturnType<typeof useShopDatabases>;

async function handle(database: TestDatabase): Promise<HandledDatabase> {
  const { url } = database;
  const client = await openClient({ url, applicationName: 'audit-test' });
  return {
    url,
    async query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) {
      return (await client.query<Row>(text, [...values])).rows;
    },
    async corrupt(statements) {
      await client.query(`SET session_replication_role = replica; ${statements}`);
      await client.query('SET session_replication_role = origin');
    },
    async close() {
      await client.end();
      await database.drop();
    },
  };
}
