/**
 * A real PostgreSQL from npm packages, on a data directory of its own: for `npm start`, which
 * watches it, and for tests, which stop and kill it.
 *
 * It listens on the loopback address alone, never on a socket file. The administrator's password is
 * made up with the data directory, and stands in a file beside it that only its owner can read.
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
  /** Made at the first start; its parent too. */
  readonly dataDir: string;
  readonly port: number;
  /** Server settings beyond those needed here, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Each line of the server's log. */
  readonly onLine?: (line: string) => void;
  /** How long a start may take, recovery from a crash included; two minutes by default. */
  readonly startTimeoutMs?: number;
}

export interface Postgres {
  readonly port: number;
  /** How often the server has become ready: it also restarts by itself after one session crashed. */
  readonly readyCount: number;
  /**
   * The administrator's way into a database. Known once the server was launched. PGSSLMODE of a
   * shell has no effect on it.
   */
  adminUrl(database?: string): string;
  /**
   * Starts the server, on a new data directory where there is none; resolves once it is ready.
   * Each program that it starts is told to `onStarted`: to stop that one is to end the launch.
   * @throws Problem where this machine, or this data directory, does not let it run, or not in time
   */
  launch(onStarted?: (program: Program) => unknown): Promise<Program>;
}

/** What tells the server to stop: in order, or leaving its files to the next start's recovery. */
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

  /** Under another name until it is complete: a first start that is cut short leaves nothing. */
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
          if (!error.code) throw error; // else the disk is full, or what is there is in the way
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

/** Waits until the server is ready. One that is not in time is stopped. */
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
