import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench';
import {
  formatGet,
  formatPost,
  type HttpConnection,
  openHttpConnection,
} from '../load/http-connection';
import { percentilesOf } from '../measure/latency';
import { latencyMeasures } from '../measure/measures';
import { lowestIdOf, readSettleLatencies } from '../measure/settled';
import type { BenchCase } from './bench-case';

const connections = 2;
const ordersMax = 200;
/** Between two orders of a client: long enough that the shop has nothing else to do. */
const thinkTimeMs = 50;
/** Between two looks at the order. */
const lookIntervalMs = 2;

interface Latencies {
  readonly post: number[];
  readonly finished: number[];
}

/** Two clients who order, watch until the order has ended, and pause. */
export const atRest: BenchCase = {
  name: 'at-rest',
  title: 'two quiet clients',
  async measure(bench, { orders }) {
    const each = Math.ceil(Math.min(orders, ordersMax) / connections);
    const sinceId = lowestIdOf(Date.now());
    const latencies: Latencies = { post: [], finished: [] };
    const clients = Array.from({ length: connections }, (_, i) =>
      orderQuietly(bench, { orders: each, userId: bench.users[i] as string, latencies }),
    );
    await Promise.all(clients);
    bench.accepted += each * connections;
    return {
      ...latencyMeasures('post', percentilesOf(latencies.post)),
      ...latencyMeasures('finished', percentilesOf(latencies.finished)),
      ...latencyMeasures('settle', await readSettleLatencies(bench.ordersDb, sinceId)),
    };
  },
};

async function orderQuietly(
  { shop }: Bench,
  client: { readonly orders: number; readonly userId: string; readonly latencies: Latencies },
): Promise<void> {
  const { orders, userId, latencies } = client;
  const connection = await openHttpConnection(shop.gateway.url);
  for (let i = 0; i < orders; i += 1) {
    const sentAt = performance.now();
    const { status, body } = await connection.send(
      formatPost('/api/orders', { userId, amount: 1 + i }),
    );
    if (status !== 201) throw new Error(`an order was answered ${status}: ${body}`);
    latencies.post.push(performance.now() - sentAt);
    await untilFinished(connection, (JSON.parse(body) as { id: string }).id);
    latencies.finished.push(performance.now() - sentAt);
    await pause(thinkTimeMs);
  }
  connection.close();
}

async function untilFinished(connection: HttpConnection, orderId: string): Promise<void> {
  for (;;) {
    const { body } = await connection.send(formatGet(`/api/orders/${orderId}`));
    const { status } = JSON.parse(body) as { status: string };
    if (status === 'FINISHED') return;
    if (status !== 'NEW') throw new Error(`order ${orderId} is ${status}`);
    await pause(lookIntervalMs);
  }
}
