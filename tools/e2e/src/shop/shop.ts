/**
 * The whole shop as production runs it: the gateway and the services of `services.json` (without
 * examples) as processes of their own, their databases on a private PostgreSQL, a private broker.
 * Each part keeps its address when it is restarted.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@online-shop/servers/ports';
import { startTestPostgres, type TestPostgres } from '@online-shop/servers/test-postgres';
import type { Broker } from '../bus/broker';
import { createShopClient, type ShopClient } from '../client/shop-client';
import { eventually } from '../eventually';
import { createDatabase, type Database, migrate } from './databases';
import { createGateway } from './gateway-process';
import { type Lines, portOf, startLines, through } from './lines';
import { createServiceProcess, type ServiceProcess } from './service-process';
import { getByService, scriptOf, shopServices } from './shop-services';

export interface ShopOptions {
  readonly startBroker: () => Promise<Broker>;
  /** Starts the server of all databases; one without replication by default. */
  readonly startPostgres?: () => Promise<ShopPostgres>;
  /** Settings of the services beyond those that tie them together. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether all connections between the processes go through proxies: `Shop.lines`. */
  readonly isProxied?: boolean;
  /** Returns the databases with other URLs for the services, as by way of a pooler. */
  readonly reroute?: (databases: ShopDatabases) => Promise<ShopDatabases>;
}

/** By the name of the service. */
export type ShopDatabases = ReadonlyMap<string, Database>;

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
  /** All services and, last, the gateway. */
  readonly services: readonly ServiceProcess[];
  readonly ordersDb: Database;
  readonly paymentsDb: Database;
  /** The server of all databases. */
  readonly postgres: ShopPostgres;
  readonly broker: Broker;
  /** @throws where the shop was not opened with `isProxied` */
  readonly lines: Lines;
  /** Starts one more process of the service; the caller closes it. */
  addReplica(name: string): Promise<ServiceProcess>;
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
    return await openShop({ postgres, broker, databases, folder, ...options });
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
  const databases = new Map<string, Database>();
  for (const { name, database } of shopServices) {
    databases.set(name, await createDatabase({ adminUrl, name: database, owner: name }));
  }
  const migrations = shopServices.map(({ name, folder }) =>
    migrate(folder, getByService(databases, name)),
  );
  await Promise.all(migrations);
  return databases;
}

interface Parts extends Pick<Shop, 'postgres' | 'broker' | 'folder'> {
  readonly databases: ShopDatabases;
}

type Settings = Omit<ShopOptions, 'startBroker' | 'startPostgres' | 'reroute'>;

async function createShop(options: Parts & Settings): Promise<Shop> {
  const { env = {}, isProxied = false, databases, ...parts } = options;
  const { postgres, broker, folder } = parts;
  const folders = new Map(shopServices.map((service) => [service.name, service.folder]));
  const ports = new Map<string, number>();
  for (const { name } of shopServices) ports.set(name, await findFreePort());
  const lines = isProxied
    ? await startLines({ broker: portOf(broker.url), database: postgres.port, services: ports })
    : undefined;
  const BUS_URL = through(broker.url, lines?.broker);

  function createService(name: string, port: number): ServiceProcess {
    const service = getByService(folders, name);
    const isFirst = port === ports.get(name);
    const DATABASE_URL = through(getByService(databases, name).url, lines?.database);
    return createServiceProcess({
      name: service,
      port,
      script: scriptOf(service),
      logFile: join(folder, isFirst ? `${service}.log` : `${service}-${port}.log`),
      env: { ...logging, DATABASE_URL, BUS_URL, ...env },
    });
  }

  const started = new Map([...ports].map(([name, port]) => [name, createService(name, port)]));
  const urls = new Map(
    [...started].map(([name, { url }]) => [name, through(url, lines?.to(name))]),
  );
  const gateway = await createGateway({ folder, urls, env: { ...logging, ...env } });
  const services = [...started.values(), gateway];
  const client = createShopClient(gateway.url);
  const untilReady = () => untilReadyAt(client);

  return {
    ...parts,
    client,
    gateway,
    orders: getByService(started, 'orders'),
    payments: getByService(started, 'payments'),
    services,
    ordersDb: getByService(databases, 'orders'),
    paymentsDb: getByService(databases, 'payments'),
    untilReady,
    get lines() {
      if (!lines) throw new Error('the shop was opened without proxies');
      return lines;
    },
    async addReplica(name) {
      const replica = createService(name, await findFreePort());
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
      await Promise.all([broker.close(), postgres.close(), lines?.close()]);
      if (!keepFiles) rmSync(folder, { recursive: true, force: true });
    },
  };
}

const logging = { LOG_LEVEL: 'info', LOG_FORMAT: 'json' };

function untilReadyAt(client: ShopClient): Promise<void> {
  return eventually(
    async () => {
      const { status, body } = await client.readiness();
      if (status !== 200) throw new Error(`the shop is not ready: ${JSON.stringify(body)}`);
    },
    { withinMs: 60_000 },
  );
}
