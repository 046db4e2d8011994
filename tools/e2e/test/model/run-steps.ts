import { type Violation, violations } from '../../src/invariants/violation';
import {
  startConsuming,
  startDeposit,
  startOpening,
  startRedriving,
  startRelay,
} from './activities';
import { createObserver, type Observer } from './invariants';
import {
  createSimulatedShop,
  type Mirrors,
  type SimulatedService,
  type SimulatedShop,
} from './simulated-shop';
import { replayDeadLetters, type Step } from './steps';
import type { Weakening } from './weakening';

/** The result of a run of steps, with its trace. */
export interface Outcome {
  readonly violations: readonly Violation[];
  readonly shop: SimulatedShop;
}

/** Rounds of re-driving after which an open order never settles. */
const roundsMax = 6;
/** A message has four attempts, and each attempt may need a turn of every activity on both hops. */
const turnsMax = 20;

/** Runs the steps one by one, then removes all faults and runs the shop until it is idle. */
export async function runSteps(
  weakening: Weakening,
  steps: readonly Step[],
  mirrors: Mirrors = {},
): Promise<Outcome> {
  const shop = createSimulatedShop(weakening, mirrors);
  await openAccount(shop);
  const observer = createObserver(shop);
  for (const [i, step] of steps.entries()) {
    const found = await observe(shop, observer, async () => {
      const words = await step(shop);
      return words && `${i + 1}. ${words}`;
    });
    if (found.length > 0) return { violations: found, shop };
  }
  const found = await observe(shop, observer, async () => {
    await heal(shop);
    return 'all faults are removed';
  });
  return { violations: [...found, ...findUnrest(shop)], shop };
}

/** Creates a user with an account and money, so that short runs can charge orders. */
async function openAccount(shop: SimulatedShop): Promise<void> {
  await startOpening(shop, 'ann');
  await finishAll(shop);
  await startDeposit(shop, { userId: 'ann', amount: 60 });
  await finishAll(shop);
  shop.trace.splice(0, shop.trace.length, 'ann has an account with 60');
}

/** Inserts the description of a step before its events. */
async function observe(
  shop: SimulatedShop,
  observer: Observer,
  step: () => Promise<string | null>,
): Promise<Violation[]> {
  const at = shop.trace.length;
  const words = await step();
  if (words) shop.trace.splice(at, 0, words);
  forgetEnded(shop);
  return observer.findViolations();
}

function forgetEnded({ activities }: SimulatedShop): void {
  const open = activities.filter((activity) => activity.isOpen);
  activities.splice(0, activities.length, ...open);
}

/** Removes all faults: binds all queues again and finishes all activities. */
async function heal(shop: SimulatedShop): Promise<void> {
  const services = [shop.orders, shop.payments];
  for (const { queue } of services) queue.isBound = true;
  for (let round = 0; round < roundsMax; round += 1) {
    for (const { queue } of services) replayDeadLetters(queue);
    for (let turn = 0; turn < turnsMax; turn += 1) {
      await finishAll(shop);
      if (!hasWork(shop)) break;
      for (const service of services) {
        if (hasPending(service)) await startRelay(shop, service);
        const { length } = service.queue.ready;
        if (length > 0) await startConsuming(shop, service, length);
      }
    }
    if (isAtRest(shop) || shop.weakening.neverRedrives) return;
    await startRedriving(shop);
  }
  await finishAll(shop);
}

/** Resumes all activities in turn, until none can continue. */
async function finishAll(shop: SimulatedShop): Promise<void> {
  let hasProgress = true;
  while (hasProgress) {
    hasProgress = false;
    for (const activity of shop.activities) hasProgress = (await activity.goOn()) || hasProgress;
    forgetEnded(shop);
  }
}

function hasWork({ orders, payments }: SimulatedShop): boolean {
  return [orders, payments].some(
    (service) => service.queue.ready.length > 0 || hasPending(service),
  );
}

function hasPending({ database }: SimulatedService): boolean {
  return database.rows('outbox_messages').some((row) => row.publishedAt === null);
}

function isAtRest(shop: SimulatedShop): boolean {
  return findUnrest(shop).length === 0;
}

function findUnrest({ orders, payments, activities }: SimulatedShop): Violation[] {
  const open = orders.database.rows('orders').filter((order) => order.status === 'NEW');
  const pending = [orders, payments].flatMap(({ name, database }) =>
    database
      .rows('outbox_messages')
      .flatMap((row) => (row.publishedAt ? [] : [`${name}: ${row.id}`])),
  );
  const waiting = [orders, payments].flatMap(({ queue }) => [...queue.ready, ...queue.dead]);
  return [
    ...violations(
      'kept',
      open.map(({ id }) => `order ${id} never ends`),
    ),
    ...violations('delivered', pending),
    ...violations(
      'poison',
      waiting.map(({ id, type }) => `${type} of ${id} is never processed`),
    ),
    ...violations(
      'alive',
      activities.map(({ name }) => `${name} never ends`),
    ),
  ];
}
