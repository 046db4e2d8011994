import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** How a process was called, to tell it from a stranger that got its id; empty where it is gone. */
export function readCommandLine(pid: number): string {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    }
    const args = ['-o', 'command=', '-p', String(pid)];
    const line = execFileSync('ps', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return line.trim();
  } catch {
    return ''; // There is no such process.
  }
}
