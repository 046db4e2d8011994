import { setTimeout as pause } from 'node:timers/promises';
import { startBareProxy } from '../limits/start-bare-proxy';
import { get, type HttpConnection, openHttpConnection } from '../load/http-connection';
import { percentilesOf } from '../measure/latency';
import { latencyMeasures } from '../measure/measures';
import type { BenchCase } from './bench-case';

const readsMax = 600;
const thinkTimeMs = 5;

/** One client who reads an order through the gateway, through a bare proxy, and past both, in turn. */
export const gatewayAtRest: BenchCase = {
  name: 'gateway-at-rest',
  title: 'one quiet reader, in turn through the gateway, a bare proxy, and past both',
  async measure({ shop, ordersDb }, { orders }) {
    const { rows } = await ordersDb.query<{ id: string }>('SELECT id FROM orders LIMIT 1');
    const path = `/api/orders/${rows[0]?.id}`;
    const proxy = await startBareProxy(shop.orders.url);
    const through = openWay(shop.gateway.url);
    const bare = openWay(proxy.url);
    const past = openWay(shop.orders.url);
    const ways = [through, bare, past];
    try {
      for (let i = 0; i < Math.min(orders, readsMax); i += 1) {
        for (const { connection, latencies } of ways) {
          latencies.push(await timeRead(connection, path));
          await pause(thinkTimeMs);
        }
      }
    } finally {
      await Promise.all(ways.map(({ connection }) => connection.close()));
      await proxy.close();
    }
    const direct = percentilesOf(past.latencies);
    const read = percentilesOf(through.latencies);
    return {
      ...latencyMeasures('get', read),
      ...latencyMeasures('direct', direct),
      // Of the medians. The difference of two high percentiles says nothing.
      addedP50: read.p50 - direct.p50,
      addedByBareP50: percentilesOf(bare.latencies).p50 - direct.p50,
    };
  },
};

interface Way {
  readonly connection: HttpConnection;
  /** Milliseconds, one a read. */
  readonly latencies: number[];
}

function openWay(url: string): Way {
  return { connection: openHttpConnection(url), latencies: [] };
}

async function timeRead(connection: HttpConnection, path: string): Promise<number> {
  const sentAt = performance.now();
  const { status, body } = await connection.send(get(path));
  if (status !== 200) throw new Error(`${status} for ${path}: ${body}`);
  return performance.now() - sentAt;
}
