import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench';
import { get, type HttpConnection, openHttpConnection, post } from '../load/http-connection';
import { percentilesOf } from '../measure/latency';
import { latencyMeasures } from '../measure/measures';
import { lowestIdOf, readSettleLatencies } from '../measure/settled';
import type { BenchCase } from './bench-case';

const connections = 2;
const ordersMax = 150;
/** Between two orders of a client: long enough that the shop has nothing else to do. */
const thinkTimeMs = 50;
/** Between two looks at the order. */
const lookIntervalMs = 2;

interface Latencies {
  readonly post: number[];
  readonly finished: number[];
}

export const atRest = createAtRestCase({ name: 'at-rest', title: 'two quiet clients' });
export const atRestEmbedded = createAtRestCase({
  name: 'at-rest-embedded',
  title: 'two quiet clients, embedded bus',
});

/** Two clients who order, watch until the order has ended, and pause. */
function createAtRestCase(names: Pick<BenchCase, 'name' | 'title'>): BenchCase {
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
  { shop }: Bench,
  client: { readonly orders: number; readonly userId: string; readonly latencies: Latencies },
): Promise<void> {
  const { orders, userId, latencies } = client;
  const connection = openHttpConnection(shop.gateway.url);
  for (let i = 0; i < orders; i += 1) {
    const sentAt = performance.now();
    const answer = await connection.send(post('/api/orders', { userId, amount: 1 + i }));
    if (answer.status !== 201) throw new Error(`${answer.status} for an order: ${answer.body}`);
    latencies.post.push(performance.now() - sentAt);
    await untilFinished(connection, (JSON.parse(answer.body) as { id: string }).id);
    latencies.finished.push(performance.now() - sentAt);
    await pause(thinkTimeMs);
  }
  await connection.close();
}

async function untilFinished(connection: HttpConnection, orderId: string): Promise<void> {
  for (;;) {
    const { body } = await connection.send(get(`/api/orders/${orderId}`));
    const { status } = JSON.parse(body) as { status: string };
    if (status === 'FINISHED') return;
    if (status !== 'NEW') throw new Error(`order ${orderId} is ${status}`);
    await pause(lookIntervalMs);
  }
}
