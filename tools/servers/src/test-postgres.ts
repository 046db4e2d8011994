import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { escapeLiteral } from 'pg';
import { findFreePort } from './ports';
import { createPostgres, type StopMode, stopSignals } from './postgres';
import { withClient } from './postgres/with-client';
import type { Program } from './process/program';

/** A PostgreSQL of the test's own, to be stopped and started as the test likes. */
export interface TestPostgres {
  readonly port: number;
  /** Of the server's first process, whose children do the work; undefined while it is stopped. */
  readonly pid: number | undefined;
  /** The administrator's way into a database, the same after every start. */
  url(database?: string): string;
  start(): Promise<void>;
  /** `immediate` is how a server goes down that was killed: the next start has to recover. */
  stop(mode?: StopMode): Promise<void>;
  /** Stops it and deletes its files. */
  close(): Promise<void>;
}

export interface TestPostgresOptions {
  /**
   * Whether what was committed outlives a crash of the machine, at the price that production pays.
   * Without it files outlive a killed server only, which is enough for tests, and much faster.
   */
  readonly isDurable?: boolean;
  /** Of the server, by their names in its configuration file. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What an administrator made the default of every session, for all roles and databases. */
  readonly sessionDefaults?: Readonly<Record<string, string>>;
  /** Contains the folder with its files; the system's folder for temporary files by default. */
  readonly parentFolder?: string;
}

const forgetful = { fsync: 'off', full_page_writes: 'off' };

/** Resolves once it is ready. */
export async function startTestPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const { isDurable = false, settings, sessionDefaults = {}, parentFolder = tmpdir() } = options;
  const folder = mkdtempSync(join(parentFolder, 'online-shop-postgres-'));
  const postgres = createPostgres({
    dataDir: join(folder, 'data'),
    port: await findFreePort(),
    settings: { max_connections: '200', ...(isDurable ? {} : forgetful), ...settings },
  });
  let server: Program | undefined;

  async function launch(): Promise<Program> {
    const launched = await postgres.launch();
    void launched.exited.then(() => {
      if (server === launched) server = undefined;
    });
    return launched;
  }

  const testPostgres: TestPostgres = {
    port: postgres.port,
    get pid() {
      return server?.pid;
    },
    url: (database) => postgres.adminUrl(database),
    async start() {
      server ??= await launch();
    },
    async stop(mode = 'fast') {
      const stopping = server;
      server = undefined;
      await stopping?.stop(stopSignals[mode]);
    },
    async close() {
      await testPostgres.stop('immediate');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await testPostgres.start();
    await withClient(testPostgres.url(), async (client) => {
      for (const [name, value] of Object.entries(sessionDefaults)) {
        await client.query(`ALTER ROLE ALL SET ${name} = ${escapeLiteral(value)}`);
      }
    });
    return testPostgres;
  } catch (error) {
    await testPostgres.close();
    throw error;
  }
}
