/**
 * A real RabbitMQ for tests, from wherever this machine can have one, in this order:
 *
 * 1. `RABBITMQ_URL`: it runs already and is not ours to stop.
 * 2. `rabbitmq-server` of the Debian package on the machine: a private node in a folder of its own.
 * 3. Docker: a container of the official image.
 * 4. apt, as root on Debian or Ubuntu: installs the server, then as 2. (Installing starts nothing.)
 *
 * Where none of these can be had, the suites that need it are skipped with one loud line; with
 * `CI=true` that is an error. To skip, jest has to know before it runs anything: so the search is
 * synchronous.
 */
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ownEnvironment } from './config';
import { findFreePort } from './ports';
import { type Program, startProgram } from './process/program';

export interface Rabbitmq {
  readonly url: string;
  /** Absent where the broker is not ours to stop. */
  readonly node?: RabbitmqNode;
  /** Stops it for good and removes what it left. */
  dispose(): Promise<void>;
}

/** Its messages outlive a stop and a kill. Starting one that runs does nothing. */
export interface RabbitmqNode {
  /** Leads the group of processes that it is; undefined while it is down, or runs in a container. */
  readonly pid: number | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Runs one command of `rabbitmqctl` on it, and resolves with what that prints. */
  control(...command: readonly string[]): Promise<string>;
}

/** The scripts themselves: the wrapper on the PATH changes user and wants to be root for that. */
const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const CONTROL = '/usr/lib/rabbitmq/bin/rabbitmqctl';
const IMAGE = 'rabbitmq:4-management';
/** With a password of its own, as production demands: nobody is a guest here. */
const USER = 'shop';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

const execute = promisify(execFile);

/**
 * How to start one, or null where there is none to be had.
 * @throws when there is none with `CI=true`
 */
export function findRabbitmq(environment = ownEnvironment()): (() => Promise<Rabbitmq>) | null {
  const url = environment.RABBITMQ_URL;
  if (url) return async () => ({ url, dispose: async () => {} });
  if (existsSync(SERVER)) return startPrivateNode;
  if (succeeds('docker', ['info'])) return startContainer;
  if (installServer()) return startPrivateNode;
  const line = 'No RabbitMQ to be had (RABBITMQ_URL, rabbitmq-server, Docker, apt)';
  if (environment.CI === 'true') throw new Error(line);
  process.stderr.write(`\n!!! ${line}: its tests are SKIPPED !!!\n\n`);
  return null;
}

/** As `findRabbitmq`, for tests that stop and kill it: not the one of RABBITMQ_URL. */
export function findOwnRabbitmq(): (() => Promise<Rabbitmq>) | null {
  return findRabbitmq({ ...ownEnvironment(), RABBITMQ_URL: undefined });
}

function createPassword(): string {
  return randomBytes(18).toString('hex');
}

function installServer(): boolean {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) return false;
  // Another test process may be installing it at this moment.
  const options = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=300'];
  const install = [...options, 'install', '--no-install-recommends', 'rabbitmq-server'];
  if (!succeeds('apt-get', install)) {
    succeeds('apt-get', [...options, 'update']);
    succeeds('apt-get', install);
  }
  return existsSync(SERVER);
}

async function startPrivateNode(): Promise<Rabbitmq> {
  const folder = await mkdtemp(join(tmpdir(), 'rabbitmq-'));
  const [port, distPort] = [await findFreePort(), await findFreePort()];
  const pluginsFile = join(folder, 'enabled_plugins');
  await writeFile(pluginsFile, '[].');
  const configFile = join(folder, 'rabbitmq.conf');
  const password = createPassword();
  await writeFile(configFile, `default_user = ${USER}\ndefault_pass = ${password}\n`);
  const environment = {
    PATH: ownEnvironment().PATH,
    HOME: folder,
    RABBITMQ_NODENAME: `shop-${port}@localhost`,
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_CONFIG_FILE: configFile,
    RABBITMQ_ENABLED_PLUGINS_FILE: pluginsFile,
  };
  const node = createPrivateNode(environment, port);
  async function dispose(): Promise<void> {
    await node.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
  try {
    await node.start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return { url: `amqp://${USER}:${password}@127.0.0.1:${port}`, node, dispose };
}

function createPrivateNode(env: NodeJS.ProcessEnv, port: number): RabbitmqNode {
  let running: Program | undefined;

  /** To the whole group: a shell script that waits for the Erlang machine, and the machine. */
  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = running;
    running = undefined;
    if (!ending) return;
    process.kill(-ending.pid, signal);
    await ending.exited;
  }

  return {
    get pid() {
      return running?.pid;
    },
    async start() {
      if (running) return;
      const server = await startProgram({
        command: SERVER,
        args: [],
        env,
        stopSignal: 'SIGTERM',
        stopTimeoutMs: STOP_TIMEOUT_MS,
        onLine: () => {},
      });
      running = server;
      let hasEnded = false;
      void server.exited.then(() => {
        hasEnded = true;
      });
      await until(async () => hasEnded || (await isListening(port)));
      if (hasEnded) throw new Error('rabbitmq-server ended at its start');
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async control(...command) {
      const { stdout } = await execute(CONTROL, ['--quiet', ...command], { env });
      return stdout;
    },
  };
}

async function startContainer(): Promise<Rabbitmq> {
  const port = await findFreePort();
  const publish = `127.0.0.1:${port}:5672`;
  const password = createPassword();
  const user = [`RABBITMQ_DEFAULT_USER=${USER}`, `RABBITMQ_DEFAULT_PASS=${password}`];
  const options = ['--publish', publish, ...user.flatMap((line) => ['--env', line])];
  const { stdout } = await execute('docker', ['run', '--detach', ...options, IMAGE]);
  const id = stdout.trim();
  const docker = async (...args: string[]) => void (await execute('docker', [...args, id]));
  const start = async () => {
    await docker('start');
    await untilAwake(id);
  };
  await start();
  return {
    url: `amqp://${USER}:${password}@127.0.0.1:${port}`,
    node: {
      ...{ pid: undefined, start, stop: () => docker('stop'), kill: () => docker('kill') },
      async control(...command) {
        const ours = ['exec', id, 'rabbitmqctl', '--quiet', ...command];
        return (await execute('docker', ours)).stdout;
      },
    },
    dispose: () => docker('rm', '--force', '--volumes'),
  };
}

/** A published port listens before the broker behind it does, so the broker itself is asked. */
function untilAwake(containerId: string): Promise<void> {
  const check = ['exec', containerId, 'rabbitmq-diagnostics', '-q', 'check_port_connectivity'];
  return until(async () => succeeds('docker', check));
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + START_TIMEOUT_MS;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('RabbitMQ does not come up');
    await delay(100);
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
