import { execFileSync } from 'node:child_process';

/** Sends a signal to a process and to all of its descendants. */
export function signalTree(pid: number, signal: NodeJS.Signals): void {
  for (const each of [pid, ...findDescendants(pid)]) {
    try {
      process.kill(each, signal);
    } catch (error) {
      // The process ended after it was listed.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Parents come before their children. */
function findDescendants(pid: number): number[] {
  const output = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const processes = output
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  for (const parent of found) {
    for (const [child, itsParent] of processes) {
      if (child !== undefined && itsParent === parent) found.push(child);
    }
  }
  return found.slice(1);
}
