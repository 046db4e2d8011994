import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownEnvironment } from '../config';
import { findFreePort } from '../ports';
import { type Program, startProgram } from '../process/program';
import { createPassword, rabbitmqUser } from './credentials';
import type { Rabbitmq, RabbitmqNode } from './node';
import { untilServing } from './until-serving';

/** The scripts of the Debian package. The wrappers in the PATH require root and change the user. */
const serverProgram = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const controlProgram = '/usr/lib/rabbitmq/bin/rabbitmqctl';
const stopTimeoutMs = 20_000;

const execute = promisify(execFile);

export function isServerInstalled(): boolean {
  return existsSync(serverProgram);
}

/** Starts a node of the installed server in a temporary folder, as the current user. */
export async function startPrivateNode(): Promise<Rabbitmq> {
  const folder = await mkdtemp(join(tmpdir(), 'rabbitmq-'));
  const [port, distPort] = [await findFreePort(), await findFreePort()];
  const pluginsFile = join(folder, 'enabled_plugins');
  await writeFile(pluginsFile, '[].');
  const configFile = join(folder, 'rabbitmq.conf');
  const password = createPassword();
  await writeFile(configFile, `default_user = ${rabbitmqUser}\ndefault_pass = ${password}\n`);
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
  return { url: `amqp://${rabbitmqUser}:${password}@127.0.0.1:${port}`, node, dispose };
}

function createPrivateNode(env: NodeJS.ProcessEnv, port: number): RabbitmqNode {
  let running: Program | undefined;

  /** Signals the whole process group: the Erlang VM, and the shell script that waits for it. */
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
        command: serverProgram,
        args: [],
        env,
        stopSignal: 'SIGTERM',
        stopTimeoutMs: stopTimeoutMs,
        onLine: () => {},
      });
      running = server;
      let hasExited = false;
      void server.exited.then(() => {
        hasExited = true;
      });
      if (!(await untilServing(port, () => hasExited))) {
        throw new Error('rabbitmq-server exited during its start');
      }
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async control(...command) {
      const { stdout } = await execute(controlProgram, ['--quiet', ...command], { env });
      return stdout;
    },
  };
}
