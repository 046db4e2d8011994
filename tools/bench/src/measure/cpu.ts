import { type Part, parts, type Roots } from './parts';
import { listProcesses, treeOf } from './processes';

/** CPU time of each part since its start, in milliseconds. Parts on other machines are missing. */
export type CpuMs = { [Name in Part | 'client']?: number | undefined };

/** `client` is this process, which generates the load. */
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

/** The CPU time between two readings. A part that is missing in the first reading starts at 0. */
export function cpuBetween(before: CpuMs, after: CpuMs): CpuMs {
  const used: CpuMs = {};
  for (const part of [...parts, 'client'] as const) {
    const [from = 0, to] = [before[part], after[part]];
    if (to !== undefined) used[part] = to - from;
  }
  return used;
}
