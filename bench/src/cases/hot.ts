import { measureOrders } from '../measure/order-load';
import type { BenchCase } from './bench-case';

export const hot: BenchCase = {
  name: 'hot',
  title: 'all orders of one account',
  isBesideLimit: true,
  measure: (bench, size) => measureOrders(bench, { ...size, users: bench.users.slice(0, 1) }),
};
