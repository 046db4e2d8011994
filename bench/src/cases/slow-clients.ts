import type { Bench } from '../bench';
import { exchangeSlowly, type SlowExchange } from '../load/slow-client';
import { memoryMeasures, memoryMeasuresBefore } from '../measure/measures';
import { untilAllSettled } from '../measure/settled';
import { measureUsage } from '../measure/usage';
import type { BenchCase } from './bench-case';

const clientCount = 1_000;
/** Well within what the gateway lets a request take. */
const durationMs = 8_000;

/** As many orders at once as there are clients, each seconds in coming and seconds in being read. */
export const slowClients: BenchCase = {
  name: 'slow-clients',
  title: '1 000 slow clients at once',
  async measure(bench) {
    const before = await measureUsage(bench, async () => {});
    const { seconds, memory } = await measureUsage(bench, () => orderAndListSlowly(bench));
    bench.accepted += clientCount;
    return {
      seconds,
      ...memoryMeasures(memory),
      ...memoryMeasuresBefore(before.memory),
    };
  },
};

async function orderAndListSlowly({ shop, users, ordersDb }: Bench): Promise<void> {
  const common = { url: shop.gateway.url, durationMs };
  const userOf = (i: number) => users[i % users.length];
  await exchangeAll(201, (i) => ({
    ...{ ...common, method: 'POST', path: '/api/orders' },
    body: JSON.stringify({ userId: userOf(i), amount: 1, description: 'x'.repeat(400) }),
  }));
  await exchangeAll(200, (i) => ({
    ...{ ...common, method: 'GET', path: `/api/orders/user/${userOf(i)}?limit=200` },
  }));
  await untilAllSettled(ordersDb);
}

async function exchangeAll(expected: number, exchange: (i: number) => SlowExchange): Promise<void> {
  const statuses = await Promise.all(
    Array.from({ length: clientCount }, (_, i) => exchangeSlowly(exchange(i))),
  );
  const refused = statuses.filter((status) => status !== expected);
  if (refused.length === 0) return;
  throw new Error(`${refused.length} slow clients were not answered ${expected}: ${refused[0]}`);
}
