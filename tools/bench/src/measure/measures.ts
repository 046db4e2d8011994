import type { CpuMs } from './cpu';
import type { Percentiles } from './latency';
import type { MemoryPeaks } from './memory';
import type { ServerWork } from './server-work';
import type { Sessions } from './sessions';

/** The results of one round of a case. report/metrics.ts defines how each metric is formatted. */
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

/** The speed of a case divided by the speed of another case in the same round. */
export type Ratio = 'ofLimit' | 'ofSpread' | 'ofDirect' | 'ofNewShop' | 'ofByHand';

/**
 * - `post`, `get`: a request through the gateway, measured at the client.
 * - `direct`: the same request without the gateway.
 * - `added`: the difference that the gateway makes.
 * - `settle`: from the acceptance of an order to its final status, by the database's timestamps.
 * - `finished`: from the POST until the client has read the final order.
 */
export type Latency = 'post' | 'get' | 'direct' | 'added' | 'settle' | 'finished';

export function latencyMeasures(name: Latency, { p50, p95, p99 }: Percentiles): Measures {
  return { [`${name}P50`]: p50, [`${name}P95`]: p95, [`${name}P99`]: p99 };
}

/** CPU time per order or request, in milliseconds, by part and for the three services together. */
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
 * CPU time per order over all server processes, in milliseconds: services, PostgreSQL and broker.
 * For a reference program, which takes the place of the services, it is the program and PostgreSQL.
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

/** The memory of the two services whose memory slow clients could fill. */
export function memoryMeasuresBefore({ gateway, orders }: MemoryPeaks): Measures {
  return {
    ...(gateway === undefined ? {} : { memoryGatewayBefore: gateway }),
    ...(orders === undefined ? {} : { memoryOrdersBefore: orders }),
  };
}

/** The work of the PostgreSQL server per order or request. */
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
