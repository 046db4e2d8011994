import { runClosedLoop } from '../load/closed-loop';
import { post } from '../load/http-connection';
import { percentilesOf } from '../measure/latency';
import { cpuMeasures, latencyMeasures, serverMeasures } from '../measure/measures';
import { measureUsage } from '../measure/usage';
import type { BenchCase } from './bench-case';

/** Deposits in a closed loop, into all accounts in turn. */
export const deposits: BenchCase = {
  name: 'deposits',
  title: 'POST a deposit into one of 1 000 accounts',
  async measure(bench, { orders: requests, connections }) {
    const { shop, users } = bench;
    const { seconds, cpu, server, found } = await measureUsage(bench, () =>
      runClosedLoop({
        urls: [shop.gateway.url],
        connections,
        requests,
        expectedStatus: 200,
        request: (i) =>
          post('/api/payments/deposit', { userId: users[i % users.length], amount: 1 }),
      }),
    );
    return {
      requestsPerSecond: requests / seconds,
      seconds,
      ...latencyMeasures('post', percentilesOf(found.latencies)),
      ...cpuMeasures(cpu, requests),
      ...serverMeasures(server, requests),
    };
  },
};
