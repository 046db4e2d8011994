import { queues } from '../bus/broker';
import { eventually } from '../eventually';
import type { Journal } from '../load/journal';
import type { Queryable } from '../shop/databases';
import type { Shop } from '../shop/shop';
import { checkCharges } from './charges';
import { checkLedger } from './ledger';
import { checkMessages } from './messages';
import { checkProcesses } from './processes';
import { checkPromises } from './promises';
import { type Violation, violations } from './violation';

const countNewSql = "SELECT count(*)::int AS count FROM orders WHERE status = 'NEW'";
const countPendingSql =
  'SELECT count(*)::int AS count FROM outbox_messages WHERE published_at IS NULL';

/** The time after the last fault within which every order must be final. */
export const settledWithinMs = 30_000;

/**
 * Waits until no order is NEW and outboxes and queues are empty.
 * @throws Error with the remaining numbers after `withinMs`
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
      if (!isAtRest) throw new Error(`the shop is not idle: ${JSON.stringify(left)}`);
    },
    { withinMs },
  );
}

/** Waits until the shop is idle and checks all invariants, through the API and in the databases. */
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
    checkLedger(paymentsDb),
    checkCharges({ ordersDb, paymentsDb }),
    checkMessages({ ordersDb, paymentsDb }),
    checkPromises(client, journal),
    checkProcesses(services),
    checkDeadLetters(shop),
  ]);
  return found.flat();
}

/** A fault case removes its own poison messages, so every remaining dead letter is a violation. */
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
