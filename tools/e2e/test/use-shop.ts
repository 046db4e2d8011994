import { checkShop } from '../src/invariants/check-shop';
import { type Customer, createCustomer } from '../src/load/customer';
import { createJournal, type Journal } from '../src/load/journal';
import { type Shop, type ShopOptions, startShop } from '../src/shop/shop';

/** What a scenario works with; the parts are there once its tests run. */
export interface ShopUnderTest {
  readonly shop: Shop;
  /** Of everything that was promised since the shop was opened. */
  readonly journal: Journal;
  /** Insists on its requests and writes the answers into the journal. */
  readonly customer: Customer;
}

/**
 * Opens one shop for the tests of the surrounding block. After each of them nothing may be left
 * under way and every invariant has to hold, whatever the test was about.
 */
export function useShop(options: ShopOptions): ShopUnderTest {
  const journal = createJournal();
  let opening: Promise<Shop> | undefined;
  let shop: Shop | undefined;

  function getShop(): Shop {
    if (!shop) throw new Error('the shop is not open: use it inside a test');
    return shop;
  }

  beforeAll(async () => {
    opening = startShop(options);
    shop = await opening;
  }, 120_000);
  afterEach(async () => {
    if (shop) expect(await checkShop(shop, journal)).toEqual([]);
  }, 60_000);
  // Also one that opens after its hook has timed out: its processes would keep this one alive.
  afterAll(async () => (await opening?.catch(() => undefined))?.close(), 60_000);

  return {
    journal,
    get shop() {
      return getShop();
    },
    get customer() {
      return createCustomer({ client: getShop().client, journal });
    },
  };
}

let lastUser = 0;

/** A user whom no other test knows. */
export function createUserId(name = 'user'): string {
  lastUser += 1;
  return `${name}-${process.pid}-${lastUser}`;
}
