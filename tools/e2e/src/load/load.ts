/**
 * Realistic traffic: orders of users with enough money, with too little money, with another
 * currency and without an account, mixed with deposits and reads.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ShopClient } from '../client/shop-client';
import type { Random } from '../random';
import { type Customer, createCustomer } from './customer';
import type { Journal } from './journal';

export interface LoadOptions {
  readonly client: ShopClient;
  readonly journal: Journal;
  readonly random: Random;
  /** A prefix for user IDs, so that several loads can share a shop. */
  readonly name: string;
  /** The number of concurrent customers. */
  readonly concurrency?: number;
  /** Maximum pause of a customer between two requests, in milliseconds. */
  readonly thinkMaxMs?: number;
}

export interface Load {
  /** Resolves when every started request has a response. @throws the first error of a customer */
  stop(): Promise<void>;
}

/** Users and their first deposit. One more user has no account. */
const purses = [
  { name: 'rich-1', deposit: 1_000_000_000 },
  { name: 'rich-2', deposit: 1_000_000_000 },
  { name: 'rich-3', deposit: 1_000_000_000 },
  { name: 'poor-1', deposit: 2_000 },
  { name: 'poor-2', deposit: 2_000 },
  { name: 'euro', deposit: 1_000_000, currency: 'EUR' },
] as const;

/** Resolves when the accounts exist and the customers have started. */
export async function startLoad(options: LoadOptions): Promise<Load> {
  const { name, concurrency = 8 } = options;
  const customer = createCustomer(options);
  const users = await Promise.all(
    purses.map(async ({ name: purse, deposit: amount, ...account }) => {
      const { userId } = await customer.openAccount({ userId: `${name}.${purse}`, ...account });
      await customer.deposit({ userId, amount });
      return userId;
    }),
  );
  const stopping = new AbortController();
  const context = { ...options, customer, users, signal: stopping.signal };
  const customers = Array.from({ length: concurrency }, () => keepActing(context));
  const done = Promise.all(customers);
  done.catch(() => {}); // `stop` throws the error.

  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

interface Context extends LoadOptions {
  readonly customer: Customer;
  readonly users: readonly string[];
  readonly signal: AbortSignal;
}

async function keepActing(context: Context): Promise<void> {
  const { random, signal, thinkMaxMs = 100 } = context;
  while (!signal.aborted) {
    await act(context);
    await pause(random.integer(0, thinkMaxMs));
  }
}

async function act({ customer, users, random, journal, name }: Context): Promise<void> {
  const dice = random.next();
  if (dice < 0.08) {
    await customer.deposit({ userId: random.pick(users), amount: random.integer(1, 500) });
    return;
  }
  if (dice < 0.25) {
    const orderIds = [...journal.orders.keys()];
    if (orderIds.length > 0) await customer.look(random.pick(orderIds));
    return;
  }
  const userId = dice < 0.3 ? `${name}.nobody` : random.pick(users);
  await customer.placeOrder({ userId, amount: random.integer(1, 500) });
}
