import type { Metric } from '../measure/measures';

interface MetricStyle {
  readonly title: string;
  /** After the point. */
  readonly digits: number;
}

/** How each metric stands in the tables; its unit is in the title of the table or here. */
export const metrics: Readonly<Record<Metric, MetricStyle>> = {
  settledPerSecond: { title: 'settled/s', digits: 0 },
  requestsPerSecond: { title: 'requests/s', digits: 0 },
  ofLimit: { title: 'of the SQL alone', digits: 2 },
  ofSpread: { title: 'of spread', digits: 2 },
  ofDirect: { title: 'of direct', digits: 2 },
  ofNewShop: { title: 'of a new shop', digits: 2 },
  ofByHand: { title: 'as fast as by hand', digits: 2 },
  seconds: { title: 'seconds', digits: 1 },
  ...latency('post', 'POST'),
  ...latency('get', 'GET'),
  ...latency('direct', 'direct GET'),
  ...latency('added', 'added'),
  addedByBareP50: { title: 'added by a bare proxy', digits: 1 },
  ...latency('settle', 'settle'),
  ...latency('finished', 'FINISHED'),
  cpuGateway: { title: 'gateway', digits: 2 },
  cpuOrders: { title: 'orders', digits: 2 },
  cpuPayments: { title: 'payments', digits: 2 },
  cpuServices: { title: 'services', digits: 2 },
  cpuPostgres: { title: 'PostgreSQL', digits: 2 },
  cpuBroker: { title: 'broker', digits: 2 },
  cpuClient: { title: 'client', digits: 2 },
  cpuOfLimit: { title: 'all, of the SQL alone', digits: 2 },
  memoryGateway: { title: 'gateway', digits: 0 },
  memoryGatewayBefore: { title: 'gateway before', digits: 0 },
  memoryOrders: { title: 'orders', digits: 0 },
  memoryOrdersBefore: { title: 'orders before', digits: 0 },
  memoryPayments: { title: 'payments', digits: 0 },
  memoryPostgres: { title: 'PostgreSQL', digits: 0 },
  memoryBroker: { title: 'broker', digits: 0 },
  messagesPerOrder: { title: 'messages', digits: 2 },
  commitsPerOrder: { title: 'commits', digits: 2 },
  statementsPerOrder: { title: 'statements', digits: 2 },
  walBytesPerOrder: { title: 'WAL bytes', digits: 0 },
  sessionsWorking: { title: 'at work', digits: 2 },
  sessionsDisk: { title: 'disk', digits: 2 },
  sessionsLock: { title: 'a row or table', digits: 2 },
  sessionsLatch: { title: 'a latch', digits: 2 },
  sessionsProgram: { title: 'the program', digits: 2 },
};

function latency<Name extends string>(name: Name, title: string) {
  return {
    [`${name}P50`]: { title: `${title} p50`, digits: 1 },
    [`${name}P95`]: { title: `${title} p95`, digits: 1 },
    [`${name}P99`]: { title: `${title} p99`, digits: 1 },
  } as Record<`${Name}${'P50' | 'P95' | 'P99'}`, MetricStyle>;
}
