/**
 * The whole shop as it is run for real: three services as processes of their own, their databases
 * on a private PostgreSQL, a private broker. Everything keeps its address over its deaths.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestPostgres, type TestPostgres } from '@online-shop/local/testing/test-postgres';
import type { Broker } from '../bus/broker';
import { createShopClient, type ShopClient } from '../client/shop-client';
import { eventually } from '../eventually';
import { createDatabase, type Database, migrate, root } from './databases';
import { reservePort } from './ports';
import { createServiceProcess, type ServiceProcess } from './service-process';

export interface ShopOptions {
  readonly startBroker: () => Promise<Broker>;
  /** Settings of the services beyond those that tie them together. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Shop {
  /** Through the gateway: the only door a client needs. */
  readonly client: ShopClient;
  readonly gateway: ServiceProcess;
  readonly orders: ServiceProcess;
  readonly payments: ServiceProcess;
  /** All three. */
  readonly services: readonly ServiceProcess[];
  readonly ordersDb: Database;
  readonly paymentsDb: Database;
  /** The server that both databases are on. */
  readonly postgres: TestPostgres;
  readonly broker: Broker;
  /** Logs and the like, kept where a run has failed. */
  readonly folder: string;
  /** Resolves once the gateway says that everything works. */
  untilReady(): Promise<void>;
  /** Starts whatever is down, and waits until everything works. */
  heal(): Promise<void>;
  close(options?: { readonly keepFiles: boolean }): Promise<void>;
}

/** Resolves once everything works. */
export async function startShop({ startBroker, env = {} }: ShopOptions): Promise<Shop> {
  const [broker, postgres] = await Promise.all([startBroker(), startTestPostgres()]);
  try {
    const databases = await createDatabases(postgres);
    const folder = mkdtempSync(join(tmpdir(), 'online-shop-e2e-'));
    const shop = await createShop({ postgres, broker, ...databases, folder, env });
    await shop.heal();
    return shop;
  } catch (error) {
    await Promise.all([broker.close(), postgres.close()]);
    throw error;
  }
}

async function createDatabases(postgres: TestPostgres) {
  const { url: adminUrl } = postgres;
  const ordersDb = await createDatabase({ adminUrl, name: 'ordersdb', owner: 'orders' });
  const paymentsDb = await createDatabase({ adminUrl, name: 'paymentsdb', owner: 'payments' });
  await Promise.all([migrate('orders-service', ordersDb), migrate('payments-service', paymentsDb)]);
  return { ordersDb, paymentsDb };
}

type Parts = Pick<Shop, 'postgres' | 'broker' | 'ordersDb' | 'paymentsDb' | 'folder'> & {
  readonly env: Readonly<Record<string, string>>;
};

async function createShop({ env, ...parts }: Parts): Promise<Shop> {
  const { postgres, broker, ordersDb, paymentsDb, folder } = parts;

  async function createService(name: string, settings: Record<string, string>) {
    return createServiceProcess({
      name,
      script: join(root, name, 'dist', 'main.js'),
      port: await reservePort(),
      env: { LOG_LEVEL: 'info', LOG_FORMAT: 'json', ...settings, ...env },
      logFile: join(folder, `${name}.log`),
    });
  }

  const BUS_URL = broker.url;
  const orders = await createService('orders-service', { DATABASE_URL: ordersDb.url, BUS_URL });
  const payments = await createService('payments-service', {
    DATABASE_URL: paymentsDb.url,
    BUS_URL,
  });
  const gateway = await createService('gateway', {
    ORDERS_URL: orders.url,
    PAYMENTS_URL: payments.url,
  });
  const services = [orders, payments, gateway];
  const client = createShopClient(gateway.url);

  const untilReady = () =>
    eventually(
      async () => {
        const { status, body } = await client.readiness();
        if (status !== 200) throw new Error(`the shop is not ready: ${JSON.stringify(body)}`);
      },
      { withinMs: 60_000 },
    );

  return {
    ...parts,
    client,
    gateway,
    orders,
    payments,
    services,
    untilReady,
    async heal() {
      await Promise.all(services.map((service) => service.start()));
      await untilReady();
    },
    async close({ keepFiles } = { keepFiles: false }) {
      client.close();
      await Promise.all(services.map((service) => service.close()));
      await Promise.all([broker.close(), postgres.close()]);
      if (!keepFiles) rmSync(folder, { recursive: true, force: true });
    },
  };
}
