/**
 * Starts a real PostgreSQL from npm packages on its own data directory. `npm start` supervises it,
 * and tests stop and kill it.
 *
 * The server listens only on the loopback address, and on no Unix socket. The password of the
 * administrator is generated with the data directory. It is stored in a file next to the directory
 * that only its owner can read.
 */
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { environmentWithoutPg } from './config';
import { initdbArguments, serverArguments } from './postgres/arguments';
import { prepareBinaries } from './postgres/binaries';
import { refuseOtherVersion } from './postgres/data-version';
import { findReason } from './postgres/server-log';
import { findUnprivilegedUser, invocationAs } from './postgres/unprivileged';
import { Problem } from './problem';
import { type Program, type ProgramOptions, startProgram } from './process/program';

export interface PostgresOptions {
  /** Created at the first start, with its parent folders. */
  readonly dataDir: string;
  readonly port: number;
  /** Additional server settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called with each line of the server's log. */
  readonly onLine?: (line: string) => void;
  /** Timeout of a start, including crash recovery, in milliseconds. Defaults to 2 minutes. */
  readonly startTimeoutMs?: number;
}

export interface Postgres {
  readonly port: number;
  /**
   * How many times the server has become ready. The server also restarts after one of its sessions
   * crashed.
   */
  readonly readyCount: number;
  /**
   * Returns the administrator's URL of a database. Available after the first launch. PGSSLMODE of
   * the shell has no effect on it.
   */
  adminUrl(database?: string): string;
  /**
   * Starts the server and resolves when it is ready. Initialises the data directory if it does not
   * exist. Calls `onStarted` with each program that it starts; stopping that program ends the
   * launch.
   * @throws Problem if the server cannot run on this machine or data directory, or is not ready
   *   within the timeout
   */
  launch(onStarted?: (program: Program) => unknown): Promise<Program>;
}

/** The stop signals. `fast` shuts down cleanly. `immediate` requires recovery at the next start. */
export const stopSignals = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;
export type StopMode = keyof typeof stopSignals;

const stopTimeoutMs = 20_000;
const defaultStartTimeoutMs = 120_000;
/** A standby server accepts read-only connections. */
const readyPattern = /database system is ready to accept (read-only )?connections/;

export function createPostgres(options: PostgresOptions): Postgres {
  const { dataDir, port, settings = {}, onLine, startTimeoutMs = defaultStartTimeoutMs } = options;
  const passwordFile = `${dataDir}.password`;

  function start(
    binary: 'initdb' | 'postgres',
    args: readonly string[],
    { folder, onLine }: { readonly folder: string; readonly onLine: (line: string) => void },
  ): Promise<Program> {
    const binaries = prepareBinaries();
    const user = findUnprivilegedUser(dataDir);
    if (user) {
      for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
    }
    const program = { command: binaries[binary], args };
    return startProgram({
      ...invocationAs(user, program, [binaries.folder, folder]),
      ...commonOptions(dirname(folder)),
      onLine,
    });
  }

  /**
   * Initialises the directory under a temporary name, so that an interrupted start leaves no
   * incomplete directory.
   */
  async function initialise(onStarted: (program: Program) => unknown): Promise<void> {
    const folder = `${dataDir}.new`;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
    const output: string[] = [];
    const args = initdbArguments({ dataDir: folder, passwordFile });
    const initdb = await start('initdb', args, { folder, onLine: (line) => output.push(line) });
    onStarted(initdb);
    const { code } = await initdb.exited;
    if (code !== 0) {
      rmSync(folder, { recursive: true, force: true });
      throw new Problem(`PostgreSQL could not set up ${dataDir}: ${findReason(output)}`);
    }
    renameSync(folder, dataDir);
  }

  let readyCount = 0;

  return {
    port,

    get readyCount() {
      return readyCount;
    },

    adminUrl(database = 'postgres') {
      const password = readFileSync(passwordFile, 'utf8');
      return `postgres://postgres:${password}@127.0.0.1:${port}/${database}?sslmode=disable`;
    },

    async launch(onStarted = () => {}) {
      if (!existsSync(join(dataDir, 'PG_VERSION'))) {
        await initialise(onStarted).catch((error: NodeJS.ErrnoException) => {
          if (!error.code) throw error; // Otherwise the disk is full, or a file blocks the path.
          throw new Problem(`PostgreSQL could not set up ${dataDir}: ${error.message}`);
        });
      }
      refuseOtherVersion(dataDir);
      const startupLog: string[] = [];
      let onReady = () => {};
      const ready = new Promise<true>((resolve) => {
        onReady = () => resolve(true);
      });
      const args = serverArguments({ dataDir, port, settings });
      const server = await start('postgres', args, {
        folder: dataDir,
        onLine(line) {
          if (startupLog.length < 100) startupLog.push(line);
          if (readyPattern.test(line)) {
            readyCount += 1;
            onReady();
          }
          onLine?.(line);
        },
      });
      onStarted(server);
      const failure = await findFailure(server, { ready, timeoutMs: startTimeoutMs });
      if (failure === undefined) return server;
      throw new Problem(`PostgreSQL ${failure} on ${dataDir}: ${findReason(startupLog)}`);
    },
  };
}

/**
 * Waits until the server is ready and returns the reason if it fails. Stops a server that exceeds
 * the timeout.
 */
async function findFailure(
  server: Program,
  { ready, timeoutMs }: { readonly ready: Promise<true>; readonly timeoutMs: number },
): Promise<string | undefined> {
  let failure = 'could not start';
  const timer = setTimeout(() => {
    failure = `was not ready within ${timeoutMs / 1_000} s`;
    void server.stop();
  }, timeoutMs);
  const isReady = await Promise.race([ready, server.exited.then(() => false)]);
  clearTimeout(timer);
  return isReady ? undefined : failure;
}

function commonOptions(cwd: string): Omit<ProgramOptions, 'command' | 'args' | 'onLine'> {
  return {
    cwd,
    env: environmentWithoutPg(),
    stopSignal: stopSignals.fast,
    stopTimeoutMs: stopTimeoutMs,
  };
}
