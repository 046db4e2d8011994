import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { services, variableOf } from '@online-shop/shared/services';

const main = join(__dirname, '../../dist/main.js');

export interface ShopProcess {
  readonly process: ChildProcess;
  readonly output: string[];
  readonly errors: string[];
  readonly exited: Promise<number | null>;
  /** Resolves with the first line, past or future, that contains the text. */
  line(text: string): Promise<string>;
}

/** Runs `tools/local/dist/main.js` on free ports, unless the environment sets ports. */
export function runShop(environment: Readonly<Record<string, string>>): ShopProcess {
  const env = {
    ...process.env,
    GATEWAY_PORT: '0',
    ...Object.fromEntries(services.map((service) => [variableOf(service, 'PORT'), '0'])),
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

/** Resolves with the addresses that the shop prints when it is open. */
export async function portsOf(shop: ShopProcess): Promise<Record<string, number>> {
  await shop.line('Ctrl-C stops the shop');
  const ports: Record<string, number> = {};
  for (const line of shop.output) {
    const found = /^ {2}(\S+) +\S*?:(\d+)/.exec(line);
    if (found?.[1]) ports[found[1]] = Number(found[2]);
  }
  return ports;
}

/**
 * Finds a child process by a part of its command line.
 * @throws Error if there is no such child
 */
export function findProcess(parentId: number, text: string): number {
  const columns = ['-A', '-ww', '-o', 'pid=,ppid=,command='];
  const lines = execFileSync('ps', columns, { encoding: 'utf8' }).split('\n');
  for (const line of lines) {
    const [pid, itsParent] = line.trim().split(/\s+/).map(Number);
    if (pid !== undefined && itsParent === parentId && line.includes(text)) return pid;
  }
  throw new Error(`process ${parentId} has no child whose command line contains ${text}`);
}

/** Polls until the condition holds, because the other process does not report its state. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(50);
}
