/**
 * One service as a process of its own. Like `npm start` and compose, it restarts the service at the
 * same address after every exit that the test did not ask for.
 *
 *   down ──start()──► running ──exit──► (restart pause) ──► running
 *     ▲                  │
 *     └── stop(), hold() ┘
 *
 * Every exit that no test asked for is recorded, because a service never ends by itself.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ownEnvironment } from '@online-shop/servers/config';
import { guard } from '@online-shop/servers/process/guard';
import { createShopClient, type ShopClient } from '../client/shop-client';
import { eventually } from '../eventually';
import { type LogLine, readLog } from './log-file';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServiceProcessOptions {
  readonly name: string;
  /** The compiled `main.js`. */
  readonly script: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** Where standard output and error go, of all its lives. */
  readonly logFile: string;
}

export interface ServiceProcess {
  readonly name: string;
  readonly url: string;
  /** Its own door, past the gateway. */
  readonly client: ShopClient;
  /** Exits that no test asked for. */
  readonly unexpectedExits: readonly Exit[];
  /** Undefined while it is down. */
  readonly pid: number | undefined;
  /**
   * Resolves once it answers. `nodeArguments` are those of Node.js itself. They are kept until the
   * next stop, and so also apply when the process is started again after its death.
   */
  start(nodeArguments?: readonly string[]): Promise<void>;
  /** kill -9. It is started again, unless `hold` was called. */
  kill(): Promise<void>;
  /** SIGTERM, and leaves it down. Resolves with how it ended. */
  stop(): Promise<Exit>;
  /** Leaves it down after its next end, until `start`. */
  hold(): void;
  /** SIGSTOP and SIGCONT: it is there, and does nothing. */
  freeze(): void;
  thaw(): void;
  log(): LogLine[];
  /** Ends it for good. */
  close(): Promise<void>;
}

const restartPauseMs = 250;

export function createServiceProcess(options: ServiceProcessOptions): ServiceProcess {
  const { name, port } = options;
  const url = `http://127.0.0.1:${port}`;
  const client = createShopClient(url);
  const unexpectedExits: Exit[] = [];
  let child: ChildProcess | undefined;
  let isWanted = false;
  let isExitExpected = false;
  let nodeArguments: readonly string[] = [];

  function launch(): void {
    const launched = spawnService(options, nodeArguments);
    const release = guard({ pid: launched.pid as number, signal: 'SIGKILL', timeoutMs: 1_000 });
    child = launched;
    isExitExpected = false;
    launched.once('exit', (code, signal) => {
      release();
      child = undefined;
      if (!isExitExpected) unexpectedExits.push({ code, signal });
      if (isWanted) void relaunch();
    });
  }

  async function relaunch(): Promise<void> {
    await pause(restartPauseMs);
    if (isWanted && !child) launch();
  }

  async function end(signal: NodeJS.Signals): Promise<Exit> {
    if (!child) return { code: null, signal: null };
    isExitExpected = true;
    const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    child.kill(signal);
    const [code, endSignal] = await exited;
    return { code, signal: endSignal };
  }

  return {
    name,
    url,
    client,
    unexpectedExits,
    get pid() {
      return child?.pid;
    },
    async start(newArguments = nodeArguments) {
      isWanted = true;
      nodeArguments = newArguments;
      if (!child) launch();
      await eventually(() => client.liveness());
    },
    async kill() {
      await end('SIGKILL');
    },
    async stop() {
      isWanted = false;
      const exit = await end('SIGTERM');
      nodeArguments = [];
      return exit;
    },
    hold() {
      isWanted = false;
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    log: () => readLog(options.logFile),
    async close() {
      isWanted = false;
      client.close();
      await end('SIGKILL');
    },
  };
}

function spawnService(
  { script, port, env, logFile }: ServiceProcessOptions,
  nodeArguments: readonly string[],
): ChildProcess {
  const log = openSync(logFile, 'a');
  try {
    return spawn(process.execPath, [...nodeArguments, script], {
      stdio: ['ignore', log, log],
      // Nothing of this process's own settings: what a service needs stands in `env`.
      env: { PATH: ownEnvironment().PATH ?? '', ...env, PORT: String(port) },
    });
  } finally {
    closeSync(log);
  }
}
