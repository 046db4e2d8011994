import { eventually } from '../../src/eventually';
import { startLoad } from '../../src/load/load';
import { createRandom } from '../../src/random';
import { createUserId, type ShopUnderTest } from '../use-shop';

/** The number of concurrent customers, each with its own connection. */
export const customers = 6;

/** Runs `disturb` under load. Before and after it, waits until 30 more orders are accepted. */
export async function underLoad(
  { shop, journal }: ShopUnderTest,
  disturb: () => Promise<void>,
): Promise<void> {
  const name = createUserId('load');
  const load = await startLoad({
    client: shop.client,
    journal,
    random: createRandom(1),
    name,
    concurrency: customers,
  });
  try {
    await untilAccepted(30);
    await disturb();
    await untilAccepted(30);
  } finally {
    await load.stop();
  }

  /** Waits until `count` more orders are accepted. */
  async function untilAccepted(count: number): Promise<void> {
    const enough = journal.orders.size + count;
    await eventually(() => {
      if (journal.orders.size < enough)
        throw new Error(`fewer than ${count} orders were accepted in time`);
    });
  }
}
