import { setTimeout as delay } from 'node:timers/promises';

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Resolves when the process has ended. Polls, because only a parent is notified of an exit. */
export async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(50);
}
