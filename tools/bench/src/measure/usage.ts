import type { Bench } from '../bench';
import { type CpuMs, cpuBetween, readCpu } from './cpu';
import { type MemoryPeaks, watchMemory } from './memory';
import { rootsOf } from './parts';
import { readServerWork, type ServerWork, workBetween } from './server-work';
import { type Sessions, watchSessions } from './sessions';

/** The resources that a piece of work used. */
export interface Usage {
  readonly seconds: number;
  readonly cpu: CpuMs;
  readonly memory: MemoryPeaks;
  readonly server: ServerWork;
  readonly sessions: Sessions;
}

/** Runs `work` and measures all processes of the shop meanwhile. */
export async function measureUsage<T>(
  { shop, replicas, server }: Pick<Bench, 'shop' | 'replicas' | 'server'>,
  work: () => Promise<T>,
): Promise<Usage & { readonly found: T }> {
  const findRoots = () => rootsOf(shop, replicas);
  const isOver = new AbortController();
  const workBefore = await readServerWork(server);
  const stopWatching = watchMemory(findRoots);
  try {
    const [usage, sessions] = await Promise.all([
      doWork().finally(() => isOver.abort()),
      watchSessions(server, isOver.signal),
    ]);
    const serverWork = workBetween(workBefore, await readServerWork(server));
    return { ...usage, memory: stopWatching(), server: serverWork, sessions };
  } finally {
    stopWatching();
  }

  async function doWork() {
    const cpuBefore = readCpu(findRoots());
    const startedAt = performance.now();
    const found = await work();
    const seconds = (performance.now() - startedAt) / 1_000;
    return { found, seconds, cpu: cpuBetween(cpuBefore, readCpu(findRoots())) };
  }
}
