import type { CpuMs } from './cpu';
import type { Percentiles } from './latency';
import type { MemoryPeaks } from './memory';
import type { ServerWork } from './server-work';
import type { Sessions } from './sessions';

/** What one round of a case has found; how each is shown stands in report/metrics.ts. */
export type Measures = Readonly<Partial<Record<Metric, number>>>;

export type Metric =
  | 'settledPerSecond'
  | 'requestsPerSecond'
  | Ratio
  | 'seconds'
  | `${Latency}${'P50' | 'P95' | 'P99'}`
  | `cpu${Capitalize<keyof CpuMs> | 'Services'}`
  | 'addedByBareP50'
  | 'cpuOfLimit'
  | `memory${Capitalize<keyof MemoryPeaks>}`
  | 'memoryGatewayBefore'
  | 'memoryOrdersBefore'
  | 'messagesPerOrder'
  | `${keyof ServerWork}PerOrder`
  | `sessions${Capitalize<keyof Sessions>}`;

/** How fast, by what was measured in the same round of another case. */
export type Ratio = 'ofLimit' | 'ofSpread' | 'ofDirect' | 'ofNewShop' | 'ofByHand';

/**
 * `post`, `get`, `direct`: a request, at the client; `direct` past the gateway, and `added` what
 * the gateway adds to that. `settle`: from accepted to ended, by the database's times. `finished`:
 * from POST until a client sees the order's end.
 */
export type Latency = 'post' | 'get' | 'direct' | 'added' | 'settle' | 'finished';

export function latencyMeasures(name: Latency, { p50, p95, p99 }: Percentiles): Measures {
  return { [`${name}P50`]: p50, [`${name}P95`]: p95, [`${name}P99`]: p99 };
}

/** Milliseconds of one order (or request), and those of our three services together. */
export function cpuMeasures(used: CpuMs, count: number): Measures {
  const { gateway, orders, payments } = used;
  const each = Object.entries(used).flatMap(([part, ms]) =>
    ms === undefined ? [] : [[`cpu${capitalize(part)}`, ms / count] as const],
  );
  const isWhole = gateway !== undefined && orders !== undefined && payments !== undefined;
  return {
    ...Object.fromEntries(each),
    ...(isWhole ? { cpuServices: (gateway + orders + payments) / count } : {}),
  };
}

/**
 * Milliseconds of one order in every process that it takes: the shop's and its stores'; or, of a
 * limit, the program that stands in for the shop and its store.
 */
export function wholeCpuOf(measures: Measures): number | undefined {
  const { cpuServices = measures.cpuClient, cpuPostgres, cpuBroker = 0 } = measures;
  if (cpuServices === undefined || cpuPostgres === undefined) return undefined;
  return cpuServices + cpuPostgres + cpuBroker;
}

export function memoryMeasures(peaks: MemoryPeaks): Measures {
  const each = Object.entries(peaks).map(([part, mb]) => [`memory${capitalize(part)}`, mb]);
  return Object.fromEntries(each);
}

/** Of the two that a client's slowness could fill. */
export function memoryMeasuresBefore({ gateway, orders }: MemoryPeaks): Measures {
  return {
    ...(gateway === undefined ? {} : { memoryGatewayBefore: gateway }),
    ...(orders === undefined ? {} : { memoryOrdersBefore: orders }),
  };
}

/** Of one order (or request). */
export function serverMeasures({ commits, statements, walBytes }: ServerWork, count: number) {
  return {
    commitsPerOrder: commits / count,
    statementsPerOrder: statements / count,
    walBytesPerOrder: walBytes / count,
  };
}

export function sessionMeasures(sessions: Sessions): Measures {
  const each = Object.entries(sessions).map(([kind, mean]) => [
    `sessions${capitalize(kind)}`,
    mean,
  ]);
  return Object.fromEntries(each);
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
