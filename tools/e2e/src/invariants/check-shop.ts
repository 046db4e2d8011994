import { queues } from '../bus/broker';
import { eventually } from '../eventually';
import type { Journal } from '../load/journal';
import type { Queryable } from '../shop/databases';
import type { Shop } from '../shop/shop';
import { checkBooks } from './books';
import { checkCharges } from './charges';
import { checkMessages } from './messages';
import { checkProcesses } from './processes';
import { checkPromises } from './promises';
import { type Violation, violations } from './violation';

const countNewSql = "SELECT count(*)::int AS count FROM orders WHERE status = 'NEW'";
const countPendingSql =
  'SELECT count(*)::int AS count FROM outbox_messages WHERE published_at IS NULL';

/** How long after the last fault every order has to have ended. */
export const settledWithinMs = 30_000;

/**
 * Waits until nothing is under way any more: no order without an end, no message in an outbox or
 * a queue. @throws saying what is left when the time is over
 */
export async function untilAtRest(
  { ordersDb, paymentsDb, broker }: Shop,
  withinMs = settledWithinMs,
): Promise<void> {
  await eventually(
    async () => {
      const left = {
        newOrders: await count(ordersDb, countNewSql),
        ordersOutbox: await count(ordersDb, countPendingSql),
        paymentsOutbox: await count(paymentsDb, countPendingSql),
        [queues.orders]: await broker.wire.depth(queues.orders),
        [queues.results]: await broker.wire.depth(queues.results),
      };
      const isAtRest = Object.values(left).every((each) => each === 0);
      if (!isAtRest) throw new Error(`the shop is not at rest: ${JSON.stringify(left)}`);
    },
    { withinMs },
  );
}

/** Every invariant that can be seen from outside and in the databases, once all is at rest. */
export async function checkShop(
  shop: Shop,
  journal: Journal,
  withinMs = settledWithinMs,
): Promise<Violation[]> {
  try {
    await untilAtRest(shop, withinMs);
  } catch (error) {
    return [...violations('kept', [(error as Error).message]), ...checkProcesses(shop.services)];
  }
  const { ordersDb, paymentsDb, client, services } = shop;
  const found = await Promise.all([
    checkBooks(paymentsDb),
    checkCharges({ ordersDb, paymentsDb }),
    checkMessages({ ordersDb, paymentsDb }),
    checkPromises(client, journal),
    checkProcesses(services),
    checkDeadLetters(shop),
  ]);
  return found.flat();
}

/** Whoever injects poison takes it out again: what is left there should have been processed. */
async function checkDeadLetters({ broker: { wire } }: Shop): Promise<Violation[]> {
  const letters = [
    ...(await wire.takeDeadLetters(queues.deadOrders)),
    ...(await wire.takeDeadLetters(queues.deadResults)),
  ];
  return violations(
    'poison',
    letters.map(({ id, reason }) => `message ${id} is a dead letter: ${reason}`),
  );
}

async function count(database: Queryable, query: string): Promise<number> {
  const [row] = await database.query<{ count: number }>(query);
  return row?.count ?? 0;
}
