/**
 * Runs one service in a separate process. Like `npm start` and Docker Compose, it restarts the
 * service at the same address after every exit that the test did not request.
 *
 *   down ──start()──► running ──exit──► (restart pause) ──► running
 *     ▲                  │
 *     └── stop(), hold() ┘
 *
 * It records every exit that the test did not request, because a service must never end by itself.
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
  /** Receives the standard output and standard error of all starts. */
  readonly logFile: string;
}

export interface ServiceProcess {
  readonly name: string;
  readonly url: string;
  /** Calls the service directly, without the gateway. */
  readonly client: ShopClient;
  /** Exits that the test did not request. */
  readonly unexpectedExits: readonly Exit[];
  /** Undefined while the process is down. */
  readonly pid: number | undefined;
  /**
   * Resolves once the service responds. `nodeArguments` are options of Node.js. They also apply
   * to restarts after a crash, until the next stop.
   */
  start(nodeArguments?: readonly string[]): Promise<void>;
  /** Sends SIGKILL. The process is restarted unless `hold` was called. */
  kill(): Promise<void>;
  /** Sends SIGTERM and does not restart the process. Resolves with its exit. */
  stop(): Promise<Exit>;
  /** Disables restarts until `start`. */
  hold(): void;
  /** Sends SIGSTOP: the process exists but does not run. `thaw` sends SIGCONT. */
  freeze(): void;
  thaw(): void;
  log(): LogLine[];
  /** Stops the process permanently. */
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
      // The settings of this process are not inherited: `env` contains all settings of the service.
      env: { PATH: ownEnvironment().PATH ?? '', ...env, PORT: String(port) },
    });
  } finally {
    closeSync(log);
  }
}
