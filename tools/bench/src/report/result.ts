import type { Environment } from '../measure/environment';
import { medianOf } from '../measure/latency';
import type { Measures, Metric } from '../measure/measures';

/** The results of one case. */
export interface Series {
  readonly name: string;
  readonly title: string;
  readonly rounds: Measures[];
}

/** A whole run, in the format of its JSON file. */
export interface BenchResult {
  /** The start of the run, in RFC 3339 format. */
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

/** Returns undefined if no round contains the metric. */
export function summarise({ rounds }: Series, metric: Metric): Summary | undefined {
  const values = rounds.flatMap((measures) => measures[metric] ?? []);
  if (values.length === 0) return undefined;
  return { median: medianOf(values), min: Math.min(...values), max: Math.max(...values) };
}
