import type { Bench } from '../bench';
import type { Measures, Ratio } from '../measure/measures';

export interface LoadSize {
  /** Orders per round. */
  readonly orders: number;
  readonly connections: number;
}

export interface BenchCase {
  /** The name for `--case`, unique over all groups. */
  readonly name: string;
  /** The name of the case in the tables. */
  readonly title: string;
  /** For each ratio, the case that it compares with. That case runs earlier in the same round. */
  readonly ratios?: Partial<Readonly<Record<Ratio, string>>>;
  /** Runs one round. */
  measure(bench: Bench, size: LoadSize): Promise<Measures>;
}
