import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../problem';
import { readCommandLine } from '../process/command-line';

const POLL_INTERVAL_MS = 50;
const PATIENCE_MS = 10_000;

/**
 * Stops a server that still runs on the data directory although whoever started it has gone, so
 * that a new one can take its place.
 * @throws Problem where it does not end, whatever it is told
 */
export async function stopLeftover(dataDir: string): Promise<void> {
  const pid = findServer(dataDir);
  if (!pid) return;
  process.kill(pid, 'SIGINT');
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (findServer(dataDir) === pid) {
    if (Date.now() > giveUpAt) process.kill(pid, 'SIGQUIT');
    if (Date.now() > giveUpAt + PATIENCE_MS) {
      throw new Problem(`Process ${pid}, a PostgreSQL on ${dataDir}, does not end: stop it first.`);
    }
    await delay(POLL_INTERVAL_MS);
  }
}

function findServer(dataDir: string): number | undefined {
  const lockFile = join(dataDir, 'postmaster.pid');
  if (!existsSync(lockFile)) return undefined;
  const pid = Number.parseInt(readFileSync(lockFile, 'utf8'), 10);
  const commandLine = readCommandLine(pid);
  return commandLine.includes('postgres') && commandLine.includes(dataDir) ? pid : undefined;
}
