/**
 * The whole shop as production runs it: the gateway and the services of `services.json` (without
 * examples) as separate processes, with a private PostgreSQL and a private broker.
 * Each part keeps its address when it restarts.
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
  /** Starts the server of all databases. Defaults to a server without replication. */
  readonly startPostgres?: () => Promise<ShopPostgres>;
  /** Settings of the services in addition to their addresses. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether all connections between the processes go through the proxies in `Shop.lines`. */
  readonly isProxied?: boolean;
  /** Returns the databases with other URLs for the services, for example those of a pooler. */
  readonly reroute?: (databases: ShopDatabases) => Promise<ShopDatabases>;
}

/** The databases by service name. */
export type ShopDatabases = ReadonlyMap<string, Database>;

export interface ShopPostgres extends TestPostgres {
  /** Present if the server can have a standby. */
  readonly replication?: Replication;
  /** Present if the server has a separate disk. */
  readonly disk?: Disk;
}

export interface Replication {
  /** Stops the server briefly, copies it, and starts the copy as its standby. */
  addStandby(): Promise<void>;
  /** Kills the primary, promotes the standby, and points the address of the server to it. */
  failOver(): Promise<void>;
}

export interface Disk {
  /** Takes all free space, including newly freed space, until `free`. */
  fill(): void;
  free(): void;
}

export interface Shop {
  /** Calls the shop through the gateway. */
  readonly client: ShopClient;
  readonly gateway: ServiceProcess;
  readonly orders: ServiceProcess;
  readonly payments: ServiceProcess;
  /** All services, then the gateway. */
  readonly services: readonly ServiceProcess[];
  readonly ordersDb: Database;
  readonly paymentsDb: Database;
  /** The server of all databases. */
  readonly postgres: ShopPostgres;
  readonly broker: Broker;
  /** @throws Error if the shop was not opened with `isProxied` */
  readonly lines: Lines;
  /** Starts one more process of the service. The caller must close it. */
  addReplica(name: string): Promise<ServiceProcess>;
  /** Contains the logs. The folder is kept if a run fails. */
  readonly folder: string;
  /** Resolves once the gateway is ready. */
  untilReady(): Promise<void>;
  /** Starts everything that is down. Resolves once the gateway is ready. */
  heal(): Promise<void>;
  close(options?: { readonly keepFiles: boolean }): Promise<void>;
}

/** Resolves once the gateway is ready. */
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
    // If one server fails to start, the other may still run and would keep this process alive.
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
