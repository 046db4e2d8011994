import { checkShop } from '../src/invariants/check-shop';
import { type Customer, createCustomer } from '../src/load/customer';
import { createJournal, type Journal } from '../src/load/journal';
import { type Shop, type ShopOptions, startShop } from '../src/shop/shop';

/** The shop of a scenario. Its properties are available while a test runs. */
export interface ShopUnderTest {
  readonly shop: Shop;
  /** All promises of the shop since its start. */
  readonly journal: Journal;
  /** Retries its requests and records the responses in the journal. */
  readonly customer: Customer;
}

/**
 * Starts one shop for the tests of the surrounding block. After each test it waits until all orders
 * are final and all queues are empty, and then checks all invariants.
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
  // Also closes a shop that starts after beforeAll has timed out: its processes would keep Jest
  // alive.
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

/** Returns a user ID that no other test uses. */
export function createUserId(name = 'user'): string {
  lastUser += 1;
  return `${name}-${process.pid}-${lastUser}`;
}
