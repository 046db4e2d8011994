import { type Part, parts, type Roots } from './parts';
import { listProcesses, treeOf } from './processes';

/** Milliseconds that each part has computed since its start; not of parts that cannot be seen. */
export type CpuMs = { [Name in Part | 'client']?: number | undefined };

/** `client` is this process: it makes the load. */
export function readCpu(roots: Roots): CpuMs {
  const processes = listProcesses();
  const read: CpuMs = { client: ownCpuMs() };
  for (const part of parts) {
    const tree = treeOf(roots[part], processes);
    if (tree.length > 0) read[part] = tree.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  }
  return read;
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** What was computed between two readings. What was not there before has begun with nothing. */
export function cpuBetween(before: CpuMs, after: CpuMs): CpuMs {
  const used: CpuMs = {};
  for (const part of [...parts, 'client'] as const) {
    const [from = 0, to] = [before[part], after[part]];
    if (to !== undefined) used[part] = to - from;
  }
  return used;
}
