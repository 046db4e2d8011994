import { measureDrain } from '../measure/drain';
import type { BenchCase } from './bench-case';
import { inThousands } from './thousands';

/** payments-service was away while that many orders came in; now it is back. */
export function createBacklogCase(orderCount: number): BenchCase {
  return {
    name: 'backlog',
    title: `a backlog of ${inThousands(orderCount)} orders`,
    measure: (bench) => measureDrain(bench, orderCount),
  };
}
