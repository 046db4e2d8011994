import { measureDrain } from '../measure/drain';
import type { BenchCase } from './bench-case';
import { inThousands } from './thousands';

/** payments-service starts and drains the orders that were placed while it was stopped. */
export function createBacklogCase(orderCount: number): BenchCase {
  return {
    name: 'backlog',
    title: `a backlog of ${inThousands(orderCount)} orders`,
    measure: (bench) => measureDrain(bench, orderCount),
  };
}
