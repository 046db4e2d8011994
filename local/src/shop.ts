/**
 * The whole shop on one machine: PostgreSQL, its databases, the migrations, the three services.
 *
 * `open` brings up one after the other and, where one of them cannot be, takes down what it has
 * started and says why in one sentence. From then on whatever dies is started again. `close` stops
 * the services first, while they have their database, then PostgreSQL.
 */
import { join } from 'node:path';
import type { Config } from './config';
import { claimDataFolder } from './data-folder';
import { migrate } from './migrate';
import { choosePort, findFreePort, isPortFree } from './ports';
import { createPostgres, type Postgres } from './postgres';
import { createDatabases, databaseUrl } from './postgres/databases';
import { stopLeftover } from './postgres/leftover';
import { Problem } from './problem';
import { type Supervised, supervise } from './process/supervise';
import { createServices, type ServicePorts } from './services';
import type { Terminal } from './terminal';
import { waitUntilReady } from './wait-until-ready';

const root = join(__dirname, '../..');
const DEFAULT_POSTGRES_PORT = 5500;
const READY_TIMEOUT_MS = 60_000;

export interface ShopOptions {
  readonly config: Config;
  /** What the services get besides their own settings. */
  readonly environment: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
}

export interface ShopAddresses {
  readonly ports: ServicePorts;
  readonly postgresPort: number;
  readonly busUrl: string;
}

export interface Shop {
  /** @throws Problem saying why it cannot be */
  open(): Promise<ShopAddresses>;
  /** Also while it is opening. Safe to call again. */
  close(): Promise<void>;
  /** Ends every process at once. */
  kill(): void;
  /** Rejects with a Problem should a part die for good. */
  readonly broken: Promise<never>;
}

export function createShop({ config, environment, terminal }: ShopOptions): Shop {
  const parts: Supervised[] = []; // in start order
  const releases: (() => void)[] = [];
  const closing = new AbortController();
  let opening: Promise<ShopAddresses> | undefined;
  let closed: Promise<void> | undefined;
  let onBroken: (problem: Problem) => void = () => {};
  const broken = new Promise<never>((_, reject) => {
    onBroken = reject;
  });
  broken.catch(() => {}); // Nobody may be listening yet, or any more.

  const note = terminal.lineWriter('shop');
  const reports = { onNote: note, onHopeless: (reason: string) => onBroken(new Problem(reason)) };

  async function bringUp(part: Supervised): Promise<void> {
    closing.signal.throwIfAborted();
    parts.push(part);
    await part.start();
  }

  async function bringUpPostgres(): Promise<Postgres> {
    const dataDir = join(config.DATA_DIR, 'postgres');
    await stopLeftover(dataDir);
    const port = await choosePostgresPort(config.POSTGRES_PORT);
    const log = terminal.lineWriter('postgres');
    const onLine = (line: string) => {
      if (isGrave(line)) log(line);
    };
    const postgres = createPostgres({ dataDir, port, onLine });
    await bringUp(supervise({ name: 'PostgreSQL', launch: () => postgres.launch(), ...reports }));
    return postgres;
  }

  async function migrateAll(postgresPort: number): Promise<void> {
    await Promise.all(
      (['orders', 'payments'] as const).map((name) =>
        migrate({
          service: join(root, `${name}-service`),
          databaseUrl: databaseUrl(postgresPort, name),
          environment,
          signal: closing.signal,
        }),
      ),
    );
  }

  async function bringUpServices(addresses: ShopAddresses): Promise<void> {
    const { signal } = closing;
    const services = createServices({ ...addresses, root, environment, terminal, reports });
    await Promise.all(services.map(bringUp));
    const gateway = `http://127.0.0.1:${addresses.ports.gateway}`;
    await Promise.race([
      waitUntilReady({ address: gateway, timeoutMs: READY_TIMEOUT_MS, signal }),
      broken,
    ]);
  }

  async function open(): Promise<ShopAddresses> {
    releases.push(claimDataFolder(config.DATA_DIR));
    const ports = await chooseServicePorts(config);
    note('PostgreSQL is starting');
    const postgres = await bringUpPostgres();
    await createDatabases(postgres.adminUrl());
    note('the databases are brought up to date');
    await migrateAll(postgres.port);
    note('the services are starting');
    const busUrl = config.BUS_URL ?? databaseUrl(postgres.port, 'bus');
    const addresses = { ports, postgresPort: postgres.port, busUrl };
    await bringUpServices(addresses);
    return addresses;
  }

  async function close(): Promise<void> {
    closing.abort(new Problem('The shop is closing.'));
    await stopInOrder(parts);
    await opening?.catch(() => {});
    for (const release of releases) release();
  }

  return {
    broken,
    open() {
      opening ??= open();
      return opening;
    },
    close() {
      closed ??= close();
      return closed;
    },
    kill() {
      for (const part of parts) part.kill('SIGKILL');
      for (const release of releases) release();
    },
  };
}

/** What befalls the server; not what it tells a client that came while it starts or stops. */
function isGrave(line: string): boolean {
  return /^(FATAL|PANIC):(?!\s+(the database system is|terminating connection))/.test(line);
}

/** All but the first need the first: PostgreSQL. */
async function stopInOrder([postgres, ...services]: readonly Supervised[]): Promise<void> {
  await Promise.all(services.map((service) => service.stop()));
  await postgres?.stop();
}

async function chooseServicePorts(config: Config): Promise<ServicePorts> {
  const wishes = {
    gateway: { port: config.GATEWAY_PORT, user: 'the gateway', variable: 'GATEWAY_PORT' },
    orders: { port: config.ORDERS_PORT, user: 'orders-service', variable: 'ORDERS_PORT' },
    payments: { port: config.PAYMENTS_PORT, user: 'payments-service', variable: 'PAYMENTS_PORT' },
  };
  return {
    gateway: await choosePort(wishes.gateway),
    orders: await choosePort(wishes.orders),
    payments: await choosePort(wishes.payments),
  };
}

async function choosePostgresPort(wish: number | undefined): Promise<number> {
  if (wish !== undefined) {
    return choosePort({ port: wish, user: 'PostgreSQL', variable: 'POSTGRES_PORT' });
  }
  return (await isPortFree(DEFAULT_POSTGRES_PORT)) ? DEFAULT_POSTGRES_PORT : findFreePort();
}
