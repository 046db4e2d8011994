import type { CpuMs } from './cpu';
import type { Percentiles } from './latency';
import type { MemoryPeaks } from './memory';

/** What one round of a case has found; how each is shown stands in report/metrics.ts. */
export type Measures = Readonly<Partial<Record<Metric, number>>>;

export type Metric =
  | 'settledPerSecond'
  | 'requestsPerSecond'
  | 'messagesPerSecond'
  | 'ofLimit'
  | 'seconds'
  | `${Latency}${'P50' | 'P95' | 'P99'}`
  | `cpu${CpuOwner}`
  | `memory${MemoryOwner}`
  | 'messagesPerOrder'
  | 'commitsPerOrder'
  | 'walBytesPerOrder';

/**
 * `post`, `get`: a request, at the client. `settle`: from accepted to ended, by the database's
 * times. `finished`: from POST until a client sees the order's end.
 */
export type Latency = 'post' | 'get' | 'settle' | 'finished';
type CpuOwner = 'Services' | 'All' | Capitalize<keyof CpuMs>;
type MemoryOwner = Capitalize<keyof MemoryPeaks>;

export function latencyMeasures(name: Latency, { p50, p95, p99 }: Percentiles): Measures {
  return { [`${name}P50`]: p50, [`${name}P95`]: p95, [`${name}P99`]: p99 };
}

/** Milliseconds of one order (or request): of the services together, of all but the client. */
export function cpuMeasures(used: CpuMs, count: number): Measures {
  const { gateway, orders, payments, postgres, broker } = used;
  const each = Object.entries(used).flatMap(([part, ms]) =>
    ms === undefined ? [] : [[`cpu${capitalize(part)}`, ms / count] as const],
  );
  const services = sumOf([gateway, orders, payments]);
  const all = sumOf([gateway, orders, payments, postgres, broker]);
  return {
    ...Object.fromEntries(each),
    ...(services === undefined ? {} : { cpuServices: services / count }),
    ...(all === undefined ? {} : { cpuAll: all / count }),
  };
}

export function memoryMeasures(peaks: MemoryPeaks): Measures {
  const each = Object.entries(peaks).map(([part, mb]) => [`memory${capitalize(part)}`, mb]);
  return Object.fromEntries(each);
}

/** Undefined where one is missing: a sum without it would be too small. */
function sumOf(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce<number | undefined>(
    (sum, value) => (sum === undefined || value === undefined ? undefined : sum + value),
    0,
  );
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
