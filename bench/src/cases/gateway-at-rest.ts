import { setTimeout as pause } from 'node:timers/promises';
import { get, type HttpConnection, openHttpConnection } from '../load/http-connection';
import { percentilesOf } from '../measure/latency';
import { latencyMeasures } from '../measure/measures';
import type { BenchCase } from './bench-case';

const readsMax = 600;
const thinkTimeMs = 5;

/** One client who reads an order through the gateway and past it, in turn. */
export const gatewayAtRest: BenchCase = {
  name: 'gateway-at-rest',
  title: 'one quiet reader, in turn through the gateway and past it',
  async measure({ shop, ordersDb }, { orders }) {
    const { rows } = await ordersDb.query<{ id: string }>('select id from orders limit 1');
    const path = `/api/orders/${rows[0]?.id}`;
    const through = openHttpConnection(shop.gateway.url);
    const past = openHttpConnection(shop.orders.url);
    const latencies: { through: number[]; past: number[] } = { through: [], past: [] };
    for (let i = 0; i < Math.min(orders, readsMax); i += 1) {
      latencies.through.push(await timeRead(through, path));
      await pause(thinkTimeMs);
      latencies.past.push(await timeRead(past, path));
      await pause(thinkTimeMs);
    }
    await Promise.all([through.close(), past.close()]);
    const read = percentilesOf(latencies.through);
    const direct = percentilesOf(latencies.past);
    return {
      ...latencyMeasures('get', read),
      ...latencyMeasures('direct', direct),
      // Of the medians. The difference of two high percentiles says nothing.
      addedP50: read.p50 - direct.p50,
    };
  },
};

async function timeRead(connection: HttpConnection, path: string): Promise<number> {
  const sentAt = performance.now();
  const { status, body } = await connection.send(get(path));
  if (status !== 200) throw new Error(`${status} for ${path}: ${body}`);
  return performance.now() - sentAt;
}
