import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { escapeLiteral } from 'pg';
import { findFreePort } from './ports';
import { createPostgres, type StopMode, stopSignals } from './postgres';
import { withClient } from './postgres/with-client';
import type { Program } from './process/program';

/** A PostgreSQL that one test can stop and restart. */
export interface TestPostgres {
  readonly port: number;
  /** Process ID of the server's first process. Undefined while the server is stopped. */
  readonly pid: number | undefined;
  /** Returns the administrator's URL of a database. It does not change with a restart. */
  url(database?: string): string;
  start(): Promise<void>;
  /** Stops the server. `immediate` stops it like a crash: the next start must recover. */
  stop(mode?: StopMode): Promise<void>;
  /** Stops the server and deletes its files. */
  close(): Promise<void>;
}

export interface TestPostgresOptions {
  /**
   * Whether commits survive a crash of the machine, as in production. Defaults to false: commits
   * survive only a killed server, which is sufficient for tests and much faster.
   */
  readonly isDurable?: boolean;
  /** Server settings, by name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Defaults of every session, set for all roles and databases. */
  readonly sessionDefaults?: Readonly<Record<string, string>>;
  /** The parent of the data folder. Defaults to the system folder for temporary files. */
  readonly parentFolder?: string;
}

const notDurable = { fsync: 'off', full_page_writes: 'off' };

/** Starts the server and resolves when it is ready. */
export async function startTestPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const { isDurable = false, settings, sessionDefaults = {}, parentFolder = tmpdir() } = options;
  const folder = mkdtempSync(join(parentFolder, 'online-shop-postgres-'));
  const postgres = createPostgres({
    dataDir: join(folder, 'data'),
    port: await findFreePort(),
    settings: { max_connections: '200', ...(isDurable ? {} : notDurable), ...settings },
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
