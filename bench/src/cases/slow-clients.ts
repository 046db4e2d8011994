import { exchangeSlowly, type SlowExchange } from '../load/slow-client';
import { memoryMeasures } from '../measure/measures';
import { startMemoryMeter } from '../measure/memory';
import { rootsOf } from '../measure/parts';
import { untilAllSettled } from '../measure/settled';
import type { BenchCase } from './bench-case';

const clientCount = 1_000;
/** Well within what the gateway lets a request take. */
const durationMs = 8_000;

/** As many orders at once as there are clients, each seconds in coming and seconds in being read. */
export const slowClients: BenchCase = {
  name: 'slow-clients',
  title: '1 000 slow clients at once',
  async measure(bench) {
    const { shop, replicas, users, ordersDb } = bench;
    const meter = () => startMemoryMeter(() => rootsOf(shop, replicas));
    const before = meter().stop();
    const memory = meter();
    const startedAt = performance.now();
    await exchangeAll(201, (i) => ({
      ...{ url: shop.gateway.url, method: 'POST', path: '/api/orders', durationMs },
      body: JSON.stringify({
        userId: users[i % users.length],
        amount: 1,
        description: 'x'.repeat(400),
      }),
    }));
    bench.accepted += clientCount;
    await exchangeAll(200, (i) => ({
      ...{ url: shop.gateway.url, method: 'GET', durationMs },
      path: `/api/orders/user/${users[i % users.length]}?limit=200`,
    }));
    await untilAllSettled(ordersDb);
    const seconds = (performance.now() - startedAt) / 1_000;
    return {
      seconds,
      ...memoryMeasures(memory.stop()),
      ...(before.gateway === undefined ? {} : { memoryGatewayBefore: before.gateway }),
      ...(before.orders === undefined ? {} : { memoryOrdersBefore: before.orders }),
    };
  },
};

async function exchangeAll(expected: number, exchange: (i: number) => SlowExchange): Promise<void> {
  const statuses = await Promise.all(
    Array.from({ length: clientCount }, (_, i) => exchangeSlowly(exchange(i))),
  );
  const refused = statuses.filter((status) => status !== expected);
  if (refused.length === 0) return;
  throw new Error(`${refused.length} slow clients were not answered ${expected}: ${refused[0]}`);
}
