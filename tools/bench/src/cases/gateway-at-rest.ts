import { setTimeout as pause } from 'node:timers/promises';
import { startBareProxy } from '../limits/start-bare-proxy';
import { get, type HttpConnection, openHttpConnection } from '../load/http-connection';
import { percentilesOf } from '../measure/latency';
import { latencyMeasures } from '../measure/measures';
import type { BenchCase } from './bench-case';

const maxReads = 600;
const thinkTimeMs = 5;

/**
 * One client that reads an order through the gateway, through a bare proxy, and directly, in turn.
 */
export const gatewayAtRest: BenchCase = {
  name: 'gateway-at-rest',
  title: 'one reader: through the gateway, through a bare proxy, and directly',
  async measure({ shop, ordersDb }, { orders }) {
    const { rows } = await ordersDb.query<{ id: string }>('SELECT id FROM orders LIMIT 1');
    const path = `/api/orders/${rows[0]?.id}`;
    const proxy = await startBareProxy(shop.orders.url);
    const through = openRoute(shop.gateway.url);
    const bare = openRoute(proxy.url);
    const without = openRoute(shop.orders.url);
    const routes = [through, bare, without];
    try {
      for (let i = 0; i < Math.min(orders, maxReads); i += 1) {
        for (const { connection, latencies } of routes) {
          latencies.push(await timeRead(connection, path));
          await pause(thinkTimeMs);
        }
      }
    } finally {
      await Promise.all(routes.map(({ connection }) => connection.close()));
      await proxy.close();
    }
    const direct = percentilesOf(without.latencies);
    const read = percentilesOf(through.latencies);
    return {
      ...latencyMeasures('get', read),
      ...latencyMeasures('direct', direct),
      // The difference of the medians. The difference of two high percentiles has no meaning.
      addedP50: read.p50 - direct.p50,
      addedByBareP50: percentilesOf(bare.latencies).p50 - direct.p50,
    };
  },
};

interface Route {
  readonly connection: HttpConnection;
  /** One latency per read, in milliseconds. */
  readonly latencies: number[];
}

function openRoute(url: string): Route {
  return { connection: openHttpConnection(url), latencies: [] };
}

async function timeRead(connection: HttpConnection, path: string): Promise<number> {
  const sentAt = performance.now();
  const { status, body } = await connection.send(get(path));
  if (status !== 200) throw new Error(`GET ${path} returned ${status}: ${body}`);
  return performance.now() - sentAt;
}
