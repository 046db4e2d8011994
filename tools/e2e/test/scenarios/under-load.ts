import { eventually } from '../../src/eventually';
import { startLoad } from '../../src/load/load';
import { createRandom } from '../../src/random';
import { createUserId, type ShopUnderTest } from '../use-shop';

/** How many act at the same time, each on a connection of its own. */
export const customers = 6;

/** Does something to the shop while customers use it, and goes on until they have been served. */
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

  /** So many more than now. */
  async function untilAccepted(count: number): Promise<void> {
    const enough = journal.orders.size + count;
    await eventually(() => {
      if (journal.orders.size < enough) throw new Error('too few orders were accepted in time');
    });
  }
}
