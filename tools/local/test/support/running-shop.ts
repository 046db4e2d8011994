import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { readCommandLine } from '@online-shop/servers/process/command-line';

const main = join(__dirname, '../../dist/main.js');

export interface ShopProcess {
  readonly process: ChildProcess;
  readonly output: string[];
  readonly errors: string[];
  readonly exited: Promise<number | null>;
  /** Resolves at the first line, already written or to come, that contains the text. */
  line(text: string): Promise<string>;
}

/** Runs `tools/local/dist/main.js`, on any free ports unless the environment says otherwise. */
export function runShop(environment: Readonly<Record<string, string>>): ShopProcess {
  const env = {
    ...process.env,
    GATEWAY_PORT: '0',
    ORDERS_PORT: '0',
    PAYMENTS_PORT: '0',
    POSTGRES_PORT: '0',
    ...environment,
  };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  const errors: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    output.push(line);
    for (const look of waiting) look();
  });
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));

  return {
    process: child,
    output,
    errors,
    exited,
    line: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = output.find((line) => line.includes(text));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void exited.then(() => {
          const said = [...output.slice(-30), ...errors].join('\n');
          reject(new Error(`ended without '${text}':\n${said}`));
        });
      }),
  };
}

/** The shop is open; where, it says itself. */
export async function portsOf(shop: ShopProcess): Promise<Record<string, number>> {
  await shop.line('Ctrl-C stops everything');
  const ports: Record<string, number> = {};
  for (const line of shop.output) {
    const found = /^ {2}(gateway|orders|payments|PostgreSQL) .*?:(\d+)/.exec(line);
    if (found?.[1]) ports[found[1]] = Number(found[2]);
  }
  return ports;
}

/** The process that was started from a file of that name, among all on this machine (Linux). */
export function findProcess(parentId: number, text: string): number {
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    if (readCommandLine(pid).includes(text) && readParentId(pid) === parentId) return pid;
  }
  throw new Error(`process ${parentId} has no child that is ${text}`);
}

function readParentId(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]);
}

/** Another process reaches a state at some time, and tells nobody. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(50);
}
