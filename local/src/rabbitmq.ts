/**
 * A real RabbitMQ for tests, from wherever this machine can have one, in this order:
 *
 * 1. `RABBITMQ_URL`: it runs already and is not ours to stop.
 * 2. `rabbitmq-server` on the machine: a private node in a folder of its own.
 * 3. Docker: a container of the official image.
 * 4. apt, as root on Debian or Ubuntu: installs the server, then as 2. (Installing starts nothing.)
 *
 * Where none of these can be had, the suites that need it are skipped with one loud line; with
 * `CI=true` that is an error.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface Rabbitmq {
  readonly url: string;
  /** Absent where the broker is not ours to stop. */
  readonly node?: RabbitmqNode;
  /** Stops it for good and removes what it left. */
  dispose(): Promise<void>;
}

/** Its messages outlive a stop and a kill. */
export interface RabbitmqNode {
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** The script itself: the wrapper on the PATH changes user and wants to be root for that. */
const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const IMAGE = 'rabbitmq:4-management';
const START_TIMEOUT_MS = 60_000;

const execute = promisify(execFile);

/** Null where there is none to be had. @throws when that happens with `CI=true` */
export async function startRabbitmq(environment = process.env): Promise<Rabbitmq | null> {
  if (environment.RABBITMQ_URL) return { url: environment.RABBITMQ_URL, dispose: async () => {} };
  if (existsSync(SERVER)) return startPrivateNode();
  if (await succeeds('docker', ['info'])) return startContainer();
  if (await installServer()) return startPrivateNode();
  const line = 'No RabbitMQ to be had (RABBITMQ_URL, rabbitmq-server, Docker, apt)';
  if (environment.CI === 'true') throw new Error(line);
  process.stderr.write(`\n!!! ${line}: its tests are SKIPPED !!!\n\n`);
  return null;
}

async function installServer(): Promise<boolean> {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) return false;
  // Another test process may be installing it at this moment.
  const options = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=300'];
  const install = [...options, 'install', '--no-install-recommends', 'rabbitmq-server'];
  if (!(await succeeds('apt-get', install))) {
    await succeeds('apt-get', [...options, 'update']);
    await succeeds('apt-get', install);
  }
  return existsSync(SERVER);
}

async function startPrivateNode(): Promise<Rabbitmq> {
  const folder = await mkdtemp(join(tmpdir(), 'rabbitmq-'));
  const [port, distPort] = [await freePort(), await freePort()];
  const pluginsFile = join(folder, 'enabled_plugins');
  await writeFile(pluginsFile, '[].');
  const environment = {
    PATH: process.env.PATH,
    HOME: folder,
    RABBITMQ_NODENAME: `shop-${port}@localhost`,
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_ENABLED_PLUGINS_FILE: pluginsFile,
  };
  const node = createPrivateNode(environment, port);
  await node.start();
  return {
    url: `amqp://127.0.0.1:${port}`,
    node,
    async dispose() {
      await node.kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function createPrivateNode(environment: NodeJS.ProcessEnv, port: number): RabbitmqNode {
  let running: { readonly pid: number; readonly exit: Promise<unknown> } | undefined;

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!running) return;
    const { pid, exit } = running;
    running = undefined;
    process.kill(-pid, signal); // The whole group: a shell script and the Erlang machine.
    await exit;
  }

  return {
    async start() {
      const child = spawn(SERVER, [], { env: environment, stdio: 'ignore', detached: true });
      const exit = once(child, 'exit');
      await once(child, 'spawn');
      running = { pid: child.pid as number, exit };
      const ready = new AbortController();
      const death = exit.then(() =>
        Promise.reject(new Error('rabbitmq-server ended at its start')),
      );
      await Promise.race([untilListening(port, ready.signal), death]).finally(() => ready.abort());
      death.catch(() => {}); // Later it ends when it is told to.
      child.unref();
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

async function startContainer(): Promise<Rabbitmq> {
  const port = await freePort();
  const publish = `127.0.0.1:${port}:5672`;
  const { stdout } = await execute('docker', ['run', '--detach', '--publish', publish, IMAGE]);
  const id = stdout.trim();
  const docker = async (...args: string[]) => void (await execute('docker', [...args, id]));
  const start = async () => {
    await docker('start');
    await untilAwake(id);
  };
  await start();
  return {
    url: `amqp://127.0.0.1:${port}`,
    node: { start, stop: () => docker('stop'), kill: () => docker('kill') },
    dispose: () => docker('rm', '--force', '--volumes'),
  };
}

/** A published port listens before the broker behind it does, so the broker itself is asked. */
async function untilAwake(containerId: string): Promise<void> {
  const check = ['exec', containerId, 'rabbitmq-diagnostics', '--quiet', 'check_port_connectivity'];
  const end = Date.now() + START_TIMEOUT_MS;
  while (!(await succeeds('docker', check))) {
    if (Date.now() > end) throw new Error('the RabbitMQ container does not come up');
    await delay(500);
  }
}

async function untilListening(port: number, cancelled: AbortSignal): Promise<void> {
  const end = Date.now() + START_TIMEOUT_MS;
  while (!cancelled.aborted && !(await isListening(port))) {
    if (Date.now() > end) throw new Error('rabbitmq-server does not come up');
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port to be had');
  return address.port;
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return execute(command, args).then(
    () => true,
    () => false,
  );
}
