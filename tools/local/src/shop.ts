/**
 * The whole shop on one machine: PostgreSQL, its databases, the migrations, the services.
 *
 * `open` starts the parts one after another. If a part fails, `open` rejects with the reason in one
 * sentence, and `close` stops the started parts. Later, every process that dies is restarted.
 * `close` stops the services first, while the database is available, and then PostgreSQL.
 */
import { join } from 'node:path';
import { waitUntilFree } from '@online-shop/servers/ports';
import { createPostgres, type Postgres } from '@online-shop/servers/postgres';
import { stopLeftover } from '@online-shop/servers/postgres/leftover';
import { isSevere } from '@online-shop/servers/postgres/server-log';
import { Problem } from '@online-shop/servers/problem';
import { databaseUrlKey, writeLocalShop } from '@online-shop/shared/config/local-shop';
import { choosePorts, choosePostgresPort, type ShopAddresses } from './addresses';
import type { Config } from './config';
import { claimDataFolder } from './data-folder';
import { isDiskFull } from './disk-space';
import { migrate } from './migrate';
import { busDatabase, databaseUrl, makeDatabases } from './postgres/databases';
import { repeatAfterRestart } from './postgres/repeat-after-restart';
import { type Supervised, type SuperviseOptions, supervise } from './process/supervise';
import { createServices } from './services';
import type { Terminal } from './terminal';
import { waitUntilReady } from './wait-until-ready';

const root = join(__dirname, '../../..');
const readyTimeoutMs = 60_000;
/** Wait for the ports of killed services. A guard kills a service after 15 s. */
const guardTimeoutMs = 20_000;

export interface ShopOptions {
  readonly config: Config;
  /** The environment of the services, without their own settings. */
  readonly environment: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
}

export class Shop {
  /** Rejects with a Problem if a part cannot be restarted. */
  readonly broken: Promise<never>;

  readonly #config: Config;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #terminal: Terminal;
  readonly #note: (line: string) => void;
  readonly #reports: Pick<SuperviseOptions, 'onNote' | 'onHopeless'>;

  readonly #parts: Supervised[] = []; // in start order
  readonly #closing = new AbortController();
  #releaseDataFolder = () => {};
  #opening: Promise<ShopAddresses> | undefined;
  #closed: Promise<void> | undefined;

  constructor({ config, environment, terminal }: ShopOptions) {
    this.#config = config;
    this.#environment = environment;
    this.#terminal = terminal;
    this.#note = terminal.lineWriter('shop');

    let onHopeless: (reason: string) => void = () => {};
    this.broken = new Promise<never>((_, reject) => {
      onHopeless = (reason) => reject(new Problem(reason));
    });
    this.broken.catch(() => {}); // Prevents an unhandled rejection.
    this.#reports = { onNote: this.#note, onHopeless };
  }

  /**
   * Starts the shop. A repeated call returns the same promise.
   * @throws Problem with the reason if the shop cannot start
   */
  open(): Promise<ShopAddresses> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** Stops the shop, also while it is opening. Repeated calls are safe. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Kills every process at once, like a power failure. */
  async kill(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.kill()));
    this.#releaseDataFolder();
  }

  async #open(): Promise<ShopAddresses> {
    const { wasLeft, release } = claimDataFolder(this.#config.DATA_DIR);
    this.#releaseDataFolder = release;
    if (wasLeft) await this.#recoverFromKill();
    const ports = await choosePorts(this.#config);

    this.#note('starting PostgreSQL');
    const postgres = await this.#bringUpPostgres();
    await this.#onPostgres(postgres, () =>
      makeDatabases(postgres.adminUrl(), [...ports.services, busDatabase]),
    );

    this.#note('applying the migrations');
    await this.#onPostgres(postgres, () => this.#migrate(postgres.port));

    this.#note('starting the services');
    const busUrl = this.#config.BUS_URL ?? databaseUrl(postgres.port, busDatabase);
    const addresses = { ...ports, postgresPort: postgres.port, busUrl };
    writeLocalShop(this.#config.DATA_DIR, {
      busUrl,
      gatewayUrl: `http://localhost:${ports.gatewayPort}`,
      ...Object.fromEntries(
        ports.services.map((service) => [
          databaseUrlKey(service.name),
          databaseUrl(postgres.port, service),
        ]),
      ),
    });
    await this.#bringUpServices(addresses);
    return addresses;
  }

  /** Waits for the ports of a killed `npm start`: its guards stop the processes that use them. */
  async #recoverFromKill(): Promise<void> {
    this.#note('the previous npm start was killed: continuing with what it stored');
    const { GATEWAY_PORT, services } = this.#config;
    const ports = [GATEWAY_PORT, ...services.map(({ port }) => port)].filter((port) => port !== 0);
    await Promise.all(ports.map((port) => waitUntilFree(port, guardTimeoutMs)));
  }

  async #close(): Promise<void> {
    this.#closing.abort(new Problem('The shop is closing.'));
    const [postgres, ...services] = this.#parts;
    await Promise.all(services.map((service) => service.stop()));
    await postgres?.stop();
    await this.#opening?.catch(() => {});
    this.#releaseDataFolder();
  }

  async #bringUpPostgres(): Promise<Postgres> {
    const dataDir = join(this.#config.DATA_DIR, 'postgres');
    await stopLeftover(dataDir);
    const port = await choosePostgresPort(this.#config.POSTGRES_PORT);
    const log = this.#terminal.lineWriter('postgres');
    const onLine = (line: string) => {
      if (isSevere(line)) log(line);
    };
    const postgres = createPostgres({ dataDir, port, onLine });
    const { launch } = postgres;
    await this.#bringUp(supervise({ name: 'PostgreSQL', launch, ...this.#reports }));
    return postgres;
  }

  async #onPostgres(postgres: Postgres, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#closing;
    const onRepeat = () => this.#note('PostgreSQL was restarted: repeating the last step');
    await Promise.race([repeatAfterRestart({ postgres, signal, onRepeat, work }), this.broken]);
  }

  async #migrate(postgresPort: number): Promise<void> {
    const migrations = this.#config.services.map((service) =>
      migrate({
        service: join(root, service.folder),
        databaseUrl: databaseUrl(postgresPort, service),
        environment: this.#environment,
        signal: this.#closing.signal,
      }),
    );
    await Promise.all(migrations);
  }

  async #bringUpServices(addresses: ShopAddresses): Promise<void> {
    const services = createServices({
      ...addresses,
      root,
      environment: this.#environment,
      terminal: this.#terminal,
      reports: this.#reports,
    });
    await Promise.all(services.map((service) => this.#bringUp(service)));
    const ready = waitUntilReady({
      address: `http://127.0.0.1:${addresses.gatewayPort}`,
      timeoutMs: readyTimeoutMs,
      signal: this.#closing.signal,
      findCause: () =>
        isDiskFull(this.#config.DATA_DIR)
          ? `no space is left on the disk of ${this.#config.DATA_DIR}`
          : 'see the log lines above',
    });
    await Promise.race([ready, this.broken]);
  }

  async #bringUp(part: Supervised): Promise<void> {
    this.#closing.signal.throwIfAborted();
    this.#parts.push(part);
    await part.start();
  }
}
