import type { Environment } from '../measure/environment';
import { medianOf } from '../measure/latency';
import type { Measures, Metric } from '../measure/measures';

/** All that was measured of one case. */
export interface Series {
  readonly name: string;
  readonly title: string;
  readonly rounds: Measures[];
}

/** A whole run, as its JSON file has it. */
export interface BenchResult {
  /** RFC 3339. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly environment: Environment;
  readonly size: { readonly orders: number; readonly connections: number; readonly rounds: number };
  readonly series: readonly Series[];
}

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Undefined where no round has it. */
export function summarise({ rounds }: Series, metric: Metric): Summary | undefined {
  const values = rounds.flatMap((measures) => measures[metric] ?? []);
  if (values.length === 0) return undefined;
  return { median: medianOf(values), min: Math.min(...values), max: Math.max(...values) };
}
