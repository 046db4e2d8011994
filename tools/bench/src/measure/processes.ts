import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What Linux tells of a process (proc_pid_stat(5)). */
export interface ProcessStat {
  readonly pid: number;
  readonly parentPid: number;
  /** Its own and that of its children which have ended, milliseconds. */
  readonly cpuMs: number;
}

/** The unit of the kernel's answers: USER_HZ, which is 100 a second wherever Node runs on Linux. */
const tickMs = 10;

/** Whether this system tells what its processes use. */
export const hasProc = existsSync('/proc/self/stat');

export function parseStat(text: string): ProcessStat {
  // The second field is a name in parentheses, which may hold spaces and parentheses itself.
  const nameEnd = text.lastIndexOf(')');
  const fields = text.slice(nameEnd + 2).split(' ');
  const numberAt = (place: number) => Number(fields[place - 3]);
  return {
    pid: Number.parseInt(text, 10),
    parentPid: numberAt(4),
    cpuMs: (numberAt(14) + numberAt(15) + numberAt(16) + numberAt(17)) * tickMs,
  };
}

/** All processes of this moment; those that end while one looks are left out. */
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
    return undefined; // It has ended.
  }
}

/** The processes with these ids and all that descend from them. */
export function treeOf(
  roots: readonly number[],
  processes: readonly ProcessStat[],
): readonly ProcessStat[] {
  const ids = new Set(roots);
  let sizeBefore = -1;
  // A child may stand before its parent, so until nothing is added.
  while (ids.size !== sizeBefore) {
    sizeBefore = ids.size;
    for (const { pid, parentPid } of processes) if (ids.has(parentPid)) ids.add(pid);
  }
  return processes.filter(({ pid }) => ids.has(pid));
}
