import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Facts about a process (proc_pid_stat(5)). */
export interface ProcessStat {
  readonly pid: number;
  readonly parentPid: number;
  /** CPU time of the process and of its terminated children, in milliseconds. */
  readonly cpuMs: number;
}

/** The kernel's unit, USER_HZ: 100 ticks per second on every Linux platform that Node supports. */
const tickMs = 10;

/** Whether this system has /proc. */
export const hasProc = existsSync('/proc/self/stat');

export function parseStat(text: string): ProcessStat {
  // The second field is a name in parentheses. The name may contain spaces and parentheses.
  const nameEnd = text.lastIndexOf(')');
  const fields = text.slice(nameEnd + 2).split(' ');
  const numberAt = (place: number) => Number(fields[place - 3]);
  return {
    pid: Number.parseInt(text, 10),
    parentPid: numberAt(4),
    cpuMs: (numberAt(14) + numberAt(15) + numberAt(16) + numberAt(17)) * tickMs,
  };
}

/** All running processes, except those that exit during the call. */
export function listProcesses(): ProcessStat[] {
  if (!hasProc) return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const text = readProc(Number(pid), 'stat');
    return text ? [parseStat(text)] : [];
  });
}

export function readProc(pid: number, file: 'stat' | 'status'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined; // The process has exited.
  }
}

/** The processes with these IDs and all their descendants. */
export function treeOf(
  roots: readonly number[],
  processes: readonly ProcessStat[],
): readonly ProcessStat[] {
  const ids = new Set(roots);
  let sizeBefore = -1;
  // A child may come before its parent in the list, so the loop repeats until nothing is added.
  while (ids.size !== sizeBefore) {
    sizeBefore = ids.size;
    for (const { pid, parentPid } of processes) if (ids.has(parentPid)) ids.add(pid);
  }
  return processes.filter(({ pid }) => ids.has(pid));
}
