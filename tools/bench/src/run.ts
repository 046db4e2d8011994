import { truncateSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchArguments } from './arguments';
import { type Bench, openBench } from './bench';
import type { BenchCase } from './cases/bench-case';
import { verifyConsistency } from './consistency';
import { type Measures, type Metric, wholeCpuOf } from './measure/measures';
import type { Group } from './plan';
import type { Series } from './report/result';

export interface RunOptions extends Pick<BenchArguments, 'orders' | 'connections' | 'rounds'> {
  readonly groups: readonly Group[];
  /** Called at the end of each round. */
  readonly onRound: (name: string, measures: Measures) => void;
  /**
   * Called with each started shop, so that a signal handler can close it. Returns the unregister
   * function.
   */
  readonly onOpen: (bench: Bench) => () => void;
}

/** @throws Error at the first rejected request or inconsistent database */
export async function runGroups(options: RunOptions): Promise<Series[]> {
  const series = new Map<string, Series>();
  for (const group of options.groups) await runGroup(group, series, options);
  return [...series.values()];
}

async function runGroup(
  group: Group,
  series: Map<string, Series>,
  options: RunOptions,
): Promise<void> {
  const { inNewShop = [] } = group;
  const shops: { readonly shop: Bench; readonly release: () => void }[] = [];
  let isClean = false;
  try {
    const shop = await open();
    const newShop = inNewShop.length > 0 ? await open() : shop;
    const measure = (each: BenchCase) =>
      measureAndVerify(each, inNewShop.includes(each) ? newShop : shop, options);
    await group.prepare?.(shop);
    for (const each of group.warmUp) await measure(each);
    const rounds = group.isOnce ? 1 : options.rounds;
    for (let round = 0; round < rounds; round += 1) await runRound(group, measure);
    isClean = true;
  } finally {
    for (const { release } of shops) release();
    await Promise.all(shops.map(({ shop }) => shop.close({ keepFiles: !isClean })));
  }

  async function open(): Promise<Bench> {
    const shop = await openBench({ bus: group.bus });
    shops.push({ shop, release: options.onOpen(shop) });
    return shop;
  }

  async function runRound(
    { cases }: Group,
    measure: (each: BenchCase) => Promise<Measures>,
  ): Promise<void> {
    const latest = new Map<string, Measures>();
    for (const each of cases) {
      const found = await measure(each);
      const measures = { ...found, ...compare(each, found, latest) };
      latest.set(each.name, measures);
      const { name, title } = each;
      const known = series.get(name) ?? { name, title, rounds: [] };
      known.rounds.push(measures);
      series.set(name, known);
      options.onRound(name, measures);
    }
  }
}

async function measureAndVerify(
  each: BenchCase,
  bench: Bench,
  size: RunOptions,
): Promise<Measures> {
  try {
    const measures = await each.measure(bench, size);
    await verifyConsistency(bench);
    await emptyLogs(bench);
    return measures;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${each.name}: ${message}\nlogs: ${bench.shop.folder}`, { cause: error });
  }
}

/** Computes the ratios to the cases that ran earlier in this round. */
function compare(
  { ratios = {} }: BenchCase,
  measures: Measures,
  latest: ReadonlyMap<string, Measures>,
): Measures {
  const found: Partial<Record<Metric, number>> = {};
  for (const [ratio, name] of Object.entries(ratios)) {
    const [own, other] = [speedOf(measures), speedOf(latest.get(name))];
    if (own !== undefined && other !== undefined) found[ratio as Metric] = own / other;
  }
  const limit = ratios.ofLimit && latest.get(ratios.ofLimit);
  const [own, other] = [wholeCpuOf(measures), limit && wholeCpuOf(limit)];
  if (own !== undefined && other) found.cpuOfLimit = own / other;
  return found;
}

function speedOf(measures: Measures | undefined): number | undefined {
  if (!measures) return undefined;
  const { settledPerSecond, requestsPerSecond, finishedP50 } = measures;
  const perSecond = settledPerSecond ?? requestsPerSecond;
  return perSecond ?? (finishedP50 === undefined ? undefined : 1_000 / finishedP50);
}

/** Truncates the logs, which were checked before, so that a long run does not fill the disk. */
async function emptyLogs({ shop: { folder } }: Bench): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.endsWith('.log')) truncateSync(join(folder, name));
  }
}
