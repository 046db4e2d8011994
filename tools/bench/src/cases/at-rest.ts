import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Bench } from '../bench';
import { get, openHttpConnection, post } from '../load/http-connection';
import { percentilesOf } from '../measure/latency';
import { latencyMeasures } from '../measure/measures';
import { lowestIdOf, readSettleLatencies } from '../measure/settled';
import { connections, ordersMax, thinkTimeMs } from './at-rest-load';
import type { BenchCase } from './bench-case';

/** Between two looks at the order. */
const pollIntervalMs = 1;
/** An order that has not ended by then never will. */
const timeoutMs = 30_000;
/** Straight at the table: clients who ask the shop all the time would be most of what it has to do. */
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
  title: 'two quiet clients',
  ratios: { ofByHand: 'at-rest-by-hand' },
});
export const atRestEmbedded = createAtRestCase({
  name: 'at-rest-embedded',
  title: 'two quiet clients, embedded bus',
});

/** Two clients who order, ask for the order as soon as it has ended, and pause. */
function createAtRestCase(names: Omit<BenchCase, 'measure'>): BenchCase {
  return {
    ...names,
    async measure(bench, { orders }) {
      const ordersOfEach = Math.ceil(Math.min(orders, ordersMax) / connections);
      const sinceId = lowestIdOf(Date.now());
      const latencies: Latencies = { post: [], finished: [] };
      const clients = bench.users
        .slice(0, connections)
        .map((userId) => orderQuietly(bench, { orders: ordersOfEach, userId, latencies }));
      await Promise.all(clients);
      bench.accepted += clients.length * ordersOfEach;
      return {
        ...latencyMeasures('post', percentilesOf(latencies.post)),
        ...latencyMeasures('finished', percentilesOf(latencies.finished)),
        ...latencyMeasures('settle', await readSettleLatencies(bench.ordersDb, sinceId)),
      };
    },
  };
}

async function orderQuietly(
  { shop, ordersDb }: Bench,
  client: { readonly orders: number; readonly userId: string; readonly latencies: Latencies },
): Promise<void> {
  const { orders, userId, latencies } = client;
  const connection = openHttpConnection(shop.gateway.url);
  for (let i = 0; i < orders; i += 1) {
    const sentAt = performance.now();
    const answer = await connection.send(post('/api/orders', { userId, amount: 1 + i }));
    if (answer.status !== 201) throw new Error(`${answer.status} for an order: ${answer.body}`);
    latencies.post.push(performance.now() - sentAt);
    const { id } = JSON.parse(answer.body) as { id: string };
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
  throw new Error(`order ${orderId} has not ended within ${timeoutMs / 1_000} s`);
}
