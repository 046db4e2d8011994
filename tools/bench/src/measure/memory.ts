import { writeFileSync } from 'node:fs';
import { type Part, parts, type Roots } from './parts';
import { hasProc, listProcesses, readProc, treeOf } from './processes';

/** Most resident memory of each part, megabytes. */
export type MemoryPeaks = Partial<Record<Part, number>>;

export interface ProcessMemory {
  readonly residentMb: number;
  /** Of its own; what is left are pages that other processes may show as theirs, too. */
  readonly privateMb: number;
  readonly peakMb: number;
}

const intervalMs = 250;

/**
 * Watches from now on; processes may come and go meanwhile.
 * @returns what ends the watch and says what it saw; safe to call again
 */
export function watchMemory(findRoots: () => Roots): () => MemoryPeaks {
  const peaks: MemoryPeaks = {};

  function sample(): void {
    const processes = listProcesses();
    const roots = findRoots();
    for (const part of parts) {
      const tree = treeOf(roots[part], processes).flatMap(({ pid }) => readMemory(pid) ?? []);
      if (tree.length > 0) peaks[part] = Math.max(peaks[part] ?? 0, residentOf(tree));
    }
  }

  for (const root of Object.values(findRoots()).flat()) forgetPeak(root);
  sample();
  const timer = setInterval(sample, intervalMs);
  return () => {
    clearInterval(timer);
    sample();
    return peaks;
  };
}

/**
 * Of one process what the kernel says was its peak. Of several what they have now: the private
 * pages of each and, once, the most that any of them shares (PostgreSQL's buffers).
 */
export function residentOf(processes: readonly ProcessMemory[]): number {
  const [first] = processes;
  if (first && processes.length === 1) return first.peakMb;
  const shared = processes.map(({ residentMb, privateMb }) => residentMb - privateMb);
  return processes.reduce((sum, { privateMb }) => sum + privateMb, 0) + Math.max(0, ...shared);
}

export function parseMemory(status: string): ProcessMemory {
  const megabytes = (name: string) =>
    Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))?.[1] ?? 0) / 1_024;
  return {
    residentMb: megabytes('VmRSS'),
    privateMb: megabytes('RssAnon'),
    peakMb: megabytes('VmHWM'),
  };
}

function readMemory(pid: number): ProcessMemory | undefined {
  const status = readProc(pid, 'status');
  return status === undefined ? undefined : parseMemory(status);
}

/** The kernel's peak counts from here (proc_pid_clear_refs(5)), where it lets us say so. */
function forgetPeak(pid: number): void {
  if (!hasProc) return;
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Another user's process: its peak is that of its whole life.
  }
}
