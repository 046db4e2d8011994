import type { Bench } from '../bench';
import type { Measures } from '../measure/measures';

export interface LoadSize {
  /** Of one round. */
  readonly orders: number;
  readonly connections: number;
}

export interface BenchCase {
  readonly name: string;
  /** What it is, in the tables. */
  readonly title: string;
  /** Whether the limit of the SQL alone is measured just before, to be compared with. */
  readonly isBesideLimit?: boolean;
  /** One round. */
  measure(bench: Bench, size: LoadSize): Promise<Measures>;
}
