import type { Metric } from '../measure/measures';

interface MetricStyle {
  readonly title: string;
  /** Digits after the decimal point. */
  readonly digits: number;
}

/** The title and format of each metric. The unit is in the title of the metric or of the table. */
export const metrics: Readonly<Record<Metric, MetricStyle>> = {
  settledPerSecond: { title: 'settled/s', digits: 0 },
  requestsPerSecond: { title: 'requests/s', digits: 0 },
  ofLimit: { title: 'ratio to SQL only', digits: 2 },
  ofSpread: { title: 'ratio to 1 000 accounts', digits: 2 },
  ofDirect: { title: 'ratio to no gateway', digits: 2 },
  ofNewShop: { title: 'ratio to new shop', digits: 2 },
  ofByHand: { title: 'ratio to reference program', digits: 2 },
  seconds: { title: 'seconds', digits: 1 },
  ...latency('post', 'POST'),
  ...latency('get', 'GET'),
  ...latency('direct', 'GET without gateway'),
  ...latency('added', 'added by gateway'),
  addedByBareP50: { title: 'added by bare proxy p50', digits: 1 },
  ...latency('settle', 'settle'),
  ...latency('finished', 'FINISHED'),
  cpuGateway: { title: 'gateway', digits: 2 },
  cpuOrders: { title: 'orders', digits: 2 },
  cpuPayments: { title: 'payments', digits: 2 },
  cpuServices: { title: 'services', digits: 2 },
  cpuPostgres: { title: 'PostgreSQL', digits: 2 },
  cpuBroker: { title: 'broker', digits: 2 },
  cpuClient: { title: 'client', digits: 2 },
  cpuOfLimit: { title: 'ratio of all to SQL only', digits: 2 },
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
  sessionsWorking: { title: 'executing', digits: 2 },
  sessionsDisk: { title: 'disk', digits: 2 },
  sessionsLock: { title: 'row or table lock', digits: 2 },
  sessionsLatch: { title: 'internal lock', digits: 2 },
  sessionsProgram: { title: 'client', digits: 2 },
};

function latency<Name extends string>(name: Name, title: string) {
  return {
    [`${name}P50`]: { title: `${title} p50`, digits: 1 },
    [`${name}P95`]: { title: `${title} p95`, digits: 1 },
    [`${name}P99`]: { title: `${title} p99`, digits: 1 },
  } as Record<`${Name}${'P50' | 'P95' | 'P99'}`, MetricStyle>;
}
