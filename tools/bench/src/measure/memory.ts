import { writeFileSync } from 'node:fs';
import { type Part, parts, type Roots } from './parts';
import { hasProc, listProcesses, readProc, treeOf } from './processes';

/** Peak resident memory of each part, in megabytes. */
export type MemoryPeaks = Partial<Record<Part, number>>;

export interface ProcessMemory {
  readonly residentMb: number;
  /**
   * Memory of this process only. The remaining resident memory may be shared with other processes.
   */
  readonly privateMb: number;
  readonly peakMb: number;
}

const intervalMs = 250;

/**
 * Samples memory every 250 ms until it is stopped. Processes may start and end meanwhile.
 * @returns a function that stops the sampling and returns the peaks; it may be called several times
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
 * For one process, returns the kernel's peak. For several processes, returns their current memory:
 * the sum of their private memory, plus the largest shared memory of any of them (PostgreSQL's
 * buffers), counted once.
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

/**
 * Resets the kernel's peak of a process, if this process has the permission
 * (proc_pid_clear_refs(5)).
 */
function forgetPeak(pid: number): void {
  if (!hasProc) return;
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // The process belongs to another user: its peak covers its whole lifetime.
  }
}
