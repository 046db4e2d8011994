import { measureDrain } from '../measure/drain';
import type { BenchCase } from './bench-case';

const orderCount = 100_000;

/** payments-service was away while orders came in; now it is back. */
export const backlog: BenchCase = {
  name: 'backlog',
  title: 'a backlog of 100 000 orders',
  measure: (bench) => measureDrain(bench, orderCount),
};
