import { measureOrders } from '../measure/order-load';
import type { BenchCase } from './bench-case';

export const spread: BenchCase = {
  name: 'spread',
  title: 'orders of 1 000 users',
  isBesideLimit: true,
  measure: (bench, size) => measureOrders(bench, { ...size, users: bench.users }),
};
