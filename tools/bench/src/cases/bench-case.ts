import type { Bench } from '../bench';
import type { Measures, Ratio } from '../measure/measures';

export interface LoadSize {
  /** Of one round. */
  readonly orders: number;
  readonly connections: number;
}

export interface BenchCase {
  /** Unique over all groups: what `--case` takes. */
  readonly name: string;
  /** What it is, in the tables. */
  readonly title: string;
  /** Names of the cases, measured before it in the same round, by whose speed it is judged. */
  readonly ratios?: Partial<Readonly<Record<Ratio, string>>>;
  /** One round. */
  measure(bench: Bench, size: LoadSize): Promise<Measures>;
}
