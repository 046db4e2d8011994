/**
 * Starts a real PgBouncer in transaction mode for tests, from the Debian package `pgbouncer`.
 * Installs the package if it is missing and this user is root on Debian or Ubuntu. If PgBouncer is
 * not available, its tests are skipped with one conspicuous line; with `CI=true` that is an error.
 */
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackage } from './apt';
import { findFreePort } from './ports';
import { findUnprivilegedUser, invocationAs } from './postgres/unprivileged';
import { startProgram } from './process/program';
import { reportSkippedTests } from './skip-tests';

export interface PgBouncer {
  readonly port: number;
  /** Returns the URL with the port of PgBouncer instead of the server. */
  through(url: string): string;
  close(): Promise<void>;
}

/** `urls` contains the server, and each role with its password. */
export type StartPgBouncer = (urls: readonly string[]) => Promise<PgBouncer>;

const programs = ['/usr/sbin/pgbouncer', '/usr/local/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'];

/**
 * Returns a function that starts PgBouncer. Returns null if this machine has none.
 * @throws Error if this machine has none and `CI=true`
 */
export function findPgBouncer(): StartPgBouncer | null {
  const find = () => programs.find((path) => existsSync(path));
  if (!find()) installPackage('pgbouncer');
  const command = find();
  if (command) return (urls) => startPgBouncer(command, urls);
  reportSkippedTests('No PgBouncer on this machine (Debian package pgbouncer)');
  return null;
}

async function startPgBouncer(command: string, urls: readonly string[]): Promise<PgBouncer> {
  const folder = mkdtempSync(join(tmpdir(), 'online-shop-pgbouncer-'));
  const port = await findFreePort();
  const files = writeConfiguration(folder, { urls, port });
  const user = findUnprivilegedUser(folder);
  if (user) for (const path of [folder, ...files]) chownSync(path, user.uid, user.gid);
  chmodSync(folder, 0o700);

  const output: string[] = [];
  let onUp = () => {};
  const up = new Promise<void>((resolve) => {
    onUp = resolve;
  });
  const program = await startProgram({
    ...invocationAs(user, { command, args: [files[0]] }, [folder]),
    ...{ cwd: folder, stopSignal: 'SIGINT', stopTimeoutMs: 5_000 },
    onLine(line) {
      output.push(line);
      if (line.includes('process up')) onUp();
    },
  });
  async function close(): Promise<void> {
    await program.stop('SIGTERM'); // SIGINT would wait for clients.
    rmSync(folder, { recursive: true, force: true });
  }
  const isUp = await Promise.race([up.then(() => true), program.exited.then(() => false)]);
  if (!isUp) {
    await close();
    throw new Error(`PgBouncer could not start:\n${output.join('\n')}`);
  }
  return {
    port,
    through: (url) => Object.assign(new URL(url), { port: String(port) }).href,
    close,
  };
}

/**
 * Writes a configuration with few server connections, so that many clients share each connection.
 */
function writeConfiguration(
  folder: string,
  { urls, port }: { readonly urls: readonly string[]; readonly port: number },
): readonly [string, string] {
  const [server] = urls.map((url) => new URL(url));
  const userList = join(folder, 'users.txt');
  const users = urls.map((url) => {
    const { username, password } = new URL(url);
    return `"${decodeURIComponent(username)}" "${decodeURIComponent(password)}"\n`;
  });
  writeFileSync(userList, [...new Set(users)].join(''), { mode: 0o600 });
  const settings = join(folder, 'pgbouncer.ini');
  const lines = [
    '[databases]',
    `* = host=${server?.hostname} port=${server?.port}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${userList}`,
    'pool_mode = transaction',
    'default_pool_size = 3',
    'max_client_conn = 200',
    'ignore_startup_parameters = options',
  ];
  writeFileSync(settings, `${lines.join('\n')}\n`, { mode: 0o600 });
  return [settings, userList];
}
