import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../problem';
import { readCommandLine } from '../process/command-line';

const pollIntervalMs = 50;
const timeoutMs = 10_000;

/**
 * Stops a server that still runs on the data directory although whoever started it has gone, so
 * that a new one can take its place. One that was killed has left its lock file: where its id is
 * another program's by now, PostgreSQL would take that for the server and not start, so it is
 * removed.
 * @throws Problem where the server does not end, whatever it is told
 */
export async function stopLeftover(dataDir: string): Promise<void> {
  const { pid, commandLine } = findOwner(dataDir);
  if (!commandLine.includes('postgres')) {
    if (commandLine) rmSync(lockFileOf(dataDir), { force: true });
    return;
  }
  if (!commandLine.includes(dataDir)) return; // PostgreSQL itself judges.
  process.kill(pid, 'SIGINT');
  const giveUpAt = Date.now() + timeoutMs;
  while (findOwner(dataDir).commandLine === commandLine) {
    if (Date.now() > giveUpAt) process.kill(pid, 'SIGQUIT');
    if (Date.now() > giveUpAt + timeoutMs) {
      throw new Problem(`Process ${pid}, a PostgreSQL on ${dataDir}, does not end: stop it first.`);
    }
    await delay(pollIntervalMs);
  }
}

const lockFileOf = (dataDir: string) => join(dataDir, 'postmaster.pid');

/** The process that the lock file names; without a command line where there is none. */
function findOwner(dataDir: string): { readonly pid: number; readonly commandLine: string } {
  const lockFile = lockFileOf(dataDir);
  if (!existsSync(lockFile)) return { pid: Number.NaN, commandLine: '' };
  const pid = Number.parseInt(readFileSync(lockFile, 'utf8'), 10);
  return { pid, commandLine: readCommandLine(pid) };
}
