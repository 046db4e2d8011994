import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Bench } from '../bench';
import { get, openHttpConnection, post } from '../load/http-connection';
import { percentilesOf } from '../measure/latency';
import { latencyMeasures } from '../measure/measures';
import { lowestIdOf, readSettleLatencies } from '../measure/settled';
import { connections, maxOrders, thinkTimeMs } from './at-rest-load';
import type { BenchCase } from './bench-case';

/** Interval between two reads of the order's status, in milliseconds. */
const pollIntervalMs = 1;
/** Timeout for an order to become final, in milliseconds. */
const timeoutMs = 30_000;
/** Reads the table directly. Polling through the gateway would be most of the shop's load. */
const readStatusSql = {
  name: 'status',
  text: "SELECT status <> 'NEW' AS is_ended FROM orders WHERE id = $1",
};

interface Latencies {
  readonly post: number[];
  readonly finished: number[];
}

export const atRest = createAtRestCase({
  name: 'at-rest',
  title: 'two clients',
  ratios: { ofByHand: 'at-rest-by-hand' },
});
export const atRestEmbedded = createAtRestCase({
  name: 'at-rest-embedded',
  title: 'two clients, embedded bus',
});

/**
 * Two clients; each places an order, waits until it is final, reads it through the gateway, and
 * pauses.
 */
function createAtRestCase(names: Omit<BenchCase, 'measure'>): BenchCase {
  return {
    ...names,
    async measure(bench, { orders }) {
      const ordersPerClient = Math.ceil(Math.min(orders, maxOrders) / connections);
      const sinceId = lowestIdOf(Date.now());
      const latencies: Latencies = { post: [], finished: [] };
      const clients = bench.users
        .slice(0, connections)
        .map((userId) => orderAtLowLoad(bench, { orders: ordersPerClient, userId, latencies }));
      await Promise.all(clients);
      bench.accepted += clients.length * ordersPerClient;
      return {
        ...latencyMeasures('post', percentilesOf(latencies.post)),
        ...latencyMeasures('finished', percentilesOf(latencies.finished)),
        ...latencyMeasures('settle', await readSettleLatencies(bench.ordersDb, sinceId)),
      };
    },
  };
}

async function orderAtLowLoad(
  { shop, ordersDb }: Bench,
  client: { readonly orders: number; readonly userId: string; readonly latencies: Latencies },
): Promise<void> {
  const { orders, userId, latencies } = client;
  const connection = openHttpConnection(shop.gateway.url);
  for (let i = 0; i < orders; i += 1) {
    const sentAt = performance.now();
    const response = await connection.send(post('/api/orders', { userId, amount: 1 + i }));
    if (response.status !== 201)
      throw new Error(`POST /api/orders returned ${response.status}: ${response.body}`);
    latencies.post.push(performance.now() - sentAt);
    const { id } = JSON.parse(response.body) as { id: string };
    await untilEnded(ordersDb, id);
    const { body } = await connection.send(get(`/api/orders/${id}`));
    latencies.finished.push(performance.now() - sentAt);
    if ((JSON.parse(body) as { status: string }).status !== 'FINISHED') throw new Error(body);
    await pause(thinkTimeMs);
  }
  await connection.close();
}

async function untilEnded(ordersDb: Client, orderId: string): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const { rows } = await ordersDb.query<{ is_ended: boolean }>({
      ...readStatusSql,
      values: [orderId],
    });
    if (rows[0]?.is_ended) return;
    await pause(pollIntervalMs);
  }
  throw new Error(`order ${orderId} is still NEW after ${timeoutMs / 1_000} s`);
}
