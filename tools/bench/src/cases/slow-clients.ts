import type { Bench } from '../bench';
import { postSlowly } from '../load/slow-client';
import { memoryMeasures, memoryMeasuresBefore } from '../measure/measures';
import { untilAllSettled } from '../measure/settled';
import { measureUsage } from '../measure/usage';
import type { BenchCase } from './bench-case';

const clientCount = 1_000;
/** Well below the gateway's request timeout. */
const durationMs = 8_000;

/** Each client sends one order slowly, over `durationMs`; all clients send at the same time. */
export const slowClients: BenchCase = {
  name: 'slow-clients',
  title: '1 000 slow clients at once',
  async measure(bench) {
    const before = await measureUsage(bench, async () => {});
    const { seconds, memory } = await measureUsage(bench, () => orderSlowly(bench));
    bench.accepted += clientCount;
    return { seconds, ...memoryMeasures(memory), ...memoryMeasuresBefore(before.memory) };
  },
};

async function orderSlowly({ shop, users, ordersDb }: Bench): Promise<void> {
  const description = 'x'.repeat(400);
  const sending = Array.from({ length: clientCount }, (_, i) =>
    postSlowly({
      url: shop.gateway.url,
      path: '/api/orders',
      durationMs,
      body: JSON.stringify({ userId: users[i % users.length], amount: 1, description }),
    }),
  );
  const refused = (await Promise.all(sending)).filter((status) => status !== 201);
  if (refused.length > 0) {
    throw new Error(`${refused.length} slow orders were rejected, the first with ${refused[0]}`);
  }
  await untilAllSettled(ordersDb);
}
