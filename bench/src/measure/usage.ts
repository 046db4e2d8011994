import type { Bench } from '../bench';
import { type CpuMs, cpuBetween, readCpu } from './cpu';
import { type MemoryPeaks, watchMemory } from './memory';
import { rootsOf } from './parts';

/** What a piece of work took of the machine. */
export interface Usage {
  readonly seconds: number;
  readonly cpu: CpuMs;
  readonly memory: MemoryPeaks;
}

/** Does the work, and watches every process of the shop meanwhile. */
export async function measureUsage<T>(
  { shop, replicas }: Pick<Bench, 'shop' | 'replicas'>,
  work: () => Promise<T>,
): Promise<Usage & { readonly found: T }> {
  const findRoots = () => rootsOf(shop, replicas);
  const stopWatching = watchMemory(findRoots);
  try {
    const cpuBefore = readCpu(findRoots());
    const startedAt = performance.now();
    const found = await work();
    const seconds = (performance.now() - startedAt) / 1_000;
    const cpu = cpuBetween(cpuBefore, readCpu(findRoots()));
    return { found, seconds, cpu, memory: stopWatching() };
  } finally {
    stopWatching();
  }
}
