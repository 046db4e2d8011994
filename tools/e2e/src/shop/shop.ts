/**
 * The whole shop as it is run for real: three services as processes of their own, their databases
 * on a private PostgreSQL, a private broker. Everything keeps its address over its deaths.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@online-shop/servers/ports';
import { startTestPostgres, type TestPostgres } from '@online-shop/servers/test-postgres';
import type { Broker } from '../bus/broker';
import { createShopClient, type ShopClient } from '../client/shop-client';
import { eventually } from '../eventually';
import { createDatabase, type Database, migrate, root } from './databases';
import { closeLines, type Lines, portOf, startLines, through } from './lines';
import { createServiceProcess, type ServiceProcess } from './service-process';

export interface ShopOptions {
  readonly startBroker: () => Promise<Broker>;
  /** Starts the server that both databases are on; one without replication by default. */
  readonly startPostgres?: () => Promise<ShopPostgres>;
  /** Settings of the services beyond those that tie them together. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether all connections between the processes go through proxies: `Shop.lines`. */
  readonly isProxied?: boolean;
  /** Returns the databases with other URLs for the services, as by way of a pooler. */
  readonly reroute?: (databases: ShopDatabases) => Promise<ShopDatabases>;
}

export type ShopDatabases = Pick<Shop, 'ordersDb' | 'paymentsDb'>;

export interface ShopPostgres extends TestPostgres {
  /** Present if the server can have a standby. */
  readonly replication?: Replication;
  /** Present if the server has a disk of its own. */
  readonly disk?: Disk;
}

export interface Replication {
  /** Copies the server, which is stopped for a moment, and lets the copy follow it. */
  addStandby(): Promise<void>;
  /** kill -9 of the primary. The standby is promoted, and the server's address leads to it. */
  failOver(): Promise<void>;
}

export interface Disk {
  /** Takes all free space, and whatever becomes free, until `free`. */
  fill(): void;
  free(): void;
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
  readonly postgres: ShopPostgres;
  readonly broker: Broker;
  /** @throws where the shop was not opened with `isProxied` */
  readonly lines: Lines;
  /** One more process of a service, started; whoever asks for it closes it. */
  addReplica(name: 'orders' | 'payments'): Promise<ServiceProcess>;
  /** Logs and the like, kept where a run has failed. */
  readonly folder: string;
  /** Resolves once the gateway says that everything works. */
  untilReady(): Promise<void>;
  /** Starts whatever is down, and waits until everything works. */
  heal(): Promise<void>;
  close(options?: { readonly keepFiles: boolean }): Promise<void>;
}

/** Resolves once everything works. */
export async function startShop(shopOptions: ShopOptions): Promise<Shop> {
  const { startBroker, startPostgres = startTestPostgres, reroute, ...options } = shopOptions;
  const starting = [startBroker(), startPostgres()] as const;
  try {
    const [broker, postgres] = await Promise.all(starting);
    const created = await createDatabases(postgres);
    const databases = (await reroute?.(created)) ?? created;
    const folder = mkdtempSync(join(tmpdir(), 'online-shop-e2e-'));
    return await openShop({ postgres, broker, ...databases, folder, ...options });
  } catch (error) {
    // Where one does not come up, the other one may, and would keep this process alive.
    await Promise.allSettled(starting.map(async (each) => (await each).close()));
    throw error;
  }
}

async function openShop(options: Parts & Settings): Promise<Shop> {
  const shop = await createShop(options);
  try {
    await shop.heal();
    return shop;
  } catch (error) {
    await shop.close();
    throw error;
  }
}

async function createDatabases({ url: adminUrl }: ShopPostgres): Promise<ShopDatabases> {
  const ordersDb = await createDatabase({ adminUrl, name: 'ordersdb', owner: 'orders' });
  const paymentsDb = await createDatabase({ adminUrl, name: 'paymentsdb', owner: 'payments' });
  await Promise.all([migrate('orders-service', ordersDb), migrate('payments-service', paymentsDb)]);
  return { ordersDb, paymentsDb };
}

type Parts = Pick<Shop, 'postgres' | 'broker' | 'ordersDb' | 'paymentsDb' | 'folder'>;

type Settings = Omit<ShopOptions, 'startBroker' | 'startPostgres' | 'reroute'>;

async function createShop(options: Parts & Settings): Promise<Shop> {
  const { env = {}, isProxied = false, ...parts } = options;
  const { postgres, broker, ordersDb, paymentsDb, folder } = parts;
  const ports = { orders: await findFreePort(), payments: await findFreePort() };
  const lines = isProxied
    ? await startLines({
        broker: portOf(broker.url),
        database: postgres.port,
        orders: ports.orders,
        payments: ports.payments,
      })
    : undefined;
  const BUS_URL = through(broker.url, lines?.broker);
  const settings = {
    orders: { DATABASE_URL: through(ordersDb.url, lines?.database), BUS_URL },
    payments: { DATABASE_URL: through(paymentsDb.url, lines?.database), BUS_URL },
  };

  function createService(service: 'orders' | 'payments', port: number, logName: string) {
    const name = `${service}-service`;
    return createServiceProcess({
      ...{ name, port, script: scriptOf(name), logFile: join(folder, `${logName}.log`) },
      env: { ...logging, ...settings[service], ...env },
    });
  }

  const orders = createService('orders', ports.orders, 'orders-service');
  const payments = createService('payments', ports.payments, 'payments-service');
  const gateway = createServiceProcess({
    ...{ name: 'gateway', port: await findFreePort(), script: scriptOf('gateway') },
    logFile: join(folder, 'gateway.log'),
    env: {
      ...logging,
      ORDERS_URL: through(orders.url, lines?.orders),
      PAYMENTS_URL: through(payments.url, lines?.payments),
      ...env,
    },
  });
  const services = [orders, payments, gateway];
  const client = createShopClient(gateway.url);
  const untilReady = () => untilReadyAt(client);

  return {
    ...parts,
    ...{ client, gateway, orders, payments, services, untilReady },
    get lines() {
      if (!lines) throw new Error('the shop was opened without proxies');
      return lines;
    },
    async addReplica(name) {
      const port = await findFreePort();
      const replica = createService(name, port, `${name}-service-${port}`);
      await replica.start();
      return replica;
    },
    async heal() {
      await Promise.all(services.map((service) => service.start()));
      await untilReady();
    },
    async close({ keepFiles } = { keepFiles: false }) {
      client.close();
      await Promise.all(services.map((service) => service.close()));
      await Promise.all([broker.close(), postgres.close(), ...closeLines(lines)]);
      if (!keepFiles) rmSync(folder, { recursive: true, force: true });
    },
  };
}

const logging = { LOG_LEVEL: 'info', LOG_FORMAT: 'json' };

/** The compiled service, as production runs it. */
function scriptOf(name: string): string {
  return join(root, name, 'dist', 'main.js');
}

function untilReadyAt(client: ShopClient): Promise<void> {
  return eventually(
    async () => {
      const { status, body } = await client.readiness();
      if (status !== 200) throw new Error(`the shop is not ready: ${JSON.stringify(body)}`);
    },
    { withinMs: 60_000 },
  );
}
