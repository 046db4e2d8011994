import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../problem';
import { readCommandLine } from '../process/command-line';

const pollIntervalMs = 50;
const timeoutMs = 10_000;

/**
 * Stops a server that still runs on the data directory although its parent process has died. A
 * killed server leaves its lock file behind. If another program has the process ID in the lock
 * file, PostgreSQL would mistake it for a running server and refuse to start. In that case the lock
 * file is removed.
 * @throws Problem if the server does not stop
 */
export async function stopLeftover(dataDir: string): Promise<void> {
  const { pid, commandLine } = findOwner(dataDir);
  if (!commandLine.includes('postgres')) {
    if (commandLine) rmSync(lockFileOf(dataDir), { force: true });
    return;
  }
  if (!commandLine.includes(dataDir)) return; // PostgreSQL checks this case itself.
  process.kill(pid, 'SIGINT');
  const giveUpAt = Date.now() + timeoutMs;
  while (findOwner(dataDir).commandLine === commandLine) {
    if (Date.now() > giveUpAt) process.kill(pid, 'SIGQUIT');
    if (Date.now() > giveUpAt + timeoutMs) {
      throw new Problem(
        `Process ${pid}, a PostgreSQL on ${dataDir}, does not stop: stop it first.`,
      );
    }
    await delay(pollIntervalMs);
  }
}

const lockFileOf = (dataDir: string) => join(dataDir, 'postmaster.pid');

/** Returns the process of the lock file. The command line is empty if there is no such process. */
function findOwner(dataDir: string): { readonly pid: number; readonly commandLine: string } {
  const lockFile = lockFileOf(dataDir);
  if (!existsSync(lockFile)) return { pid: Number.NaN, commandLine: '' };
  const pid = Number.parseInt(readFileSync(lockFile, 'utf8'), 10);
  return { pid, commandLine: readCommandLine(pid) };
}
