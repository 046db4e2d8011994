import type { Bench } from '../bench';
import { runClosedLoop } from '../load/closed-loop';
import { post } from '../load/http-connection';
import { percentilesOf } from './latency';
import {
  cpuMeasures,
  latencyMeasures,
  type Measures,
  memoryMeasures,
  serverMeasures,
  sessionMeasures,
} from './measures';
import { countSendings, lowestIdOf, readSettleLatencies, untilAllSettled } from './settled';
import { measureUsage } from './usage';

export interface OrderLoad {
  /** Defaults to the URLs of all gateways. */
  readonly urls?: readonly string[];
  /** The users who place orders, in turn. */
  readonly users: readonly string[];
  readonly orders: number;
  readonly connections: number;
}

/**
 * Places orders in a closed loop and measures until the last order is settled. During the loop no
 * query reads the tables. After the last response, one cheap query runs every 20 ms.
 */
export async function measureOrders(bench: Bench, load: OrderLoad): Promise<Measures> {
  const { replicas, ordersDb, paymentsDb } = bench;
  const { users, orders, connections } = load;
  const urls = load.urls ?? replicas.gateway.map(({ url }) => url);
  const sinceId = lowestIdOf(Date.now());

  const { found, seconds, ...used } = await measureUsage(bench, async () => {
    const { latencies } = await runClosedLoop({
      urls,
      connections,
      requests: orders,
      expectedStatus: 201,
      request: (i) =>
        post('/api/orders', { userId: users[i % users.length], amount: 1 + (i % 1_000) }),
    });
    await untilAllSettled(ordersDb);
    return latencies;
  });

  bench.accepted += orders;
  return {
    settledPerSecond: orders / seconds,
    seconds,
    ...latencyMeasures('post', percentilesOf(found)),
    ...latencyMeasures('settle', await readSettleLatencies(ordersDb, sinceId)),
    ...cpuMeasures(used.cpu, orders),
    ...memoryMeasures(used.memory),
    ...serverMeasures(used.server, orders),
    ...sessionMeasures(used.sessions),
    messagesPerOrder: (await countSendings([ordersDb, paymentsDb], sinceId)) / orders,
  };
}
