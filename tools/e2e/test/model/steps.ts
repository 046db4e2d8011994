/** The steps of a run, in any order and number. Each step returns a short description. */
import type { PlaceOrder } from '@online-shop/orders-service/orders/place-order';
import { hashRequest } from '@online-shop/shared/idempotency/idempotency-key';
import fc, { type Arbitrary } from 'fast-check';
import {
  startConsuming,
  startDeposit,
  startOpening,
  startPlacing,
  startRedriving,
  startRelay,
  startRetention,
} from './activities';
import type { ActivityControl } from './activity';
import type { ServiceName } from './service-name';
import type { Misfortune, SimulatedQueue } from './simulated-broker';
import type { SimulatedService, SimulatedShop } from './simulated-shop';

/** Runs the step and returns its description, or null if the step was not applicable. */
export type Step = (shop: SimulatedShop) => Promise<string | null>;

/** The number of responses after which an activity is paused. Defaults to all. */
const pauses = fc.option(fc.nat({ max: 9 }), { nil: undefined, freq: 2 });
const services = fc.constantFrom<ServiceName>('orders-service', 'payments-service');
/** Selects one of the existing items. */
const choices = fc.nat({ max: 5 });
const users = fc.constantFrom('ann', 'bob');
const amounts = fc.constantFrom(10, 60);

interface Request {
  readonly userId: string;
  readonly amount: number;
  readonly key: string | undefined;
}

const requests: Arbitrary<Request> = fc.record({
  userId: users,
  amount: amounts,
  key: fc.option(fc.constantFrom('k1', 'k2'), { nil: undefined }),
});

const placing = fc.tuple(fc.array(requests, { minLength: 1, maxLength: 3 }), pauses).map(
  ([placed, pause]): Step =>
    async (shop) => {
      await goOn(await startPlacing(shop, placed.map(toCommand)), pause);
      const list = placed.map(({ userId, amount, key }) => `${userId} ${amount} ${key ?? ''}`);
      return `orders are placed: ${list.join(', ')}`;
    },
);

function toCommand({ userId, amount, key }: Request): PlaceOrder {
  const body = { userId, amount, currency: 'RUB', description: key ?? '' };
  const trace = { correlationId: 'model' };
  if (key === undefined) return { ...body, trace };
  const idempotency = { userId, path: '/api/orders', key, requestHash: hashRequest(body) };
  return { ...body, trace, idempotency };
}

/** Steps whose only parameter is a service or a user. */
function work<T>(
  subjects: Arbitrary<T>,
  {
    begin,
    words,
  }: {
    readonly begin: (shop: SimulatedShop, subject: T) => Promise<ActivityControl | null>;
    readonly words: (subject: T) => string;
  },
): Arbitrary<Step> {
  return fc.tuple(subjects, pauses).map(
    ([subject, pause]): Step =>
      async (shop) => {
        const activity = await begin(shop, subject);
        await goOn(activity, pause);
        return activity && words(subject);
      },
  );
}

const opening = work(users, {
  begin: startOpening,
  words: (userId) => `${userId} opens an account`,
});
const deposits = work(fc.record({ userId: users, amount: amounts }), {
  begin: startDeposit,
  words: ({ userId, amount }) => `${userId} deposits ${amount}`,
});
const relaying = work(services, {
  begin: (shop, name) => startRelay(shop, serviceOf(shop, name)),
  words: (name) => `the relay of ${name} runs`,
});
const consuming = work(fc.tuple(services, fc.integer({ min: 1, max: 4 })), {
  begin: async (shop, [name, count]) => {
    const service = serviceOf(shop, name);
    return service.queue.ready.length > 0 ? startConsuming(shop, service, count) : null;
  },
  words: ([name, count]) => `${name} takes up to ${count} messages`,
});
const redriving = work(fc.constant(null), {
  begin: async (shop) => (shop.weakening.neverRedrives ? null : startRedriving(shop)),
  words: () => 'orders that are NEW are re-driven',
});
const retention = work(services, {
  begin: (shop, name) => startRetention(shop, serviceOf(shop, name)),
  words: (name) => `${name} deletes its old rows`,
});

const resuming = fc.tuple(choices, pauses).map(
  ([choice, pause]): Step =>
    async (shop) => {
      const activity = pick(shop.activities, choice);
      if (!activity) return null;
      await goOn(activity, pause);
      return `${activity.name} goes on`;
    },
);

const deaths = choices.map(
  (choice): Step =>
    async (shop) => {
      const activity = pick(shop.activities, choice);
      if (!activity) return null;
      activity.kill();
      return `${activity.name} is killed`;
    },
);

/** A fault of a queued message. */
function mishap(
  words: string,
  befall: (queue: SimulatedQueue, at: number) => void,
): Arbitrary<Step> {
  return fc.tuple(services, choices).map(
    ([name, choice]): Step =>
      async (shop) => {
        const { queue } = serviceOf(shop, name);
        if (queue.ready.length === 0) return null;
        befall(queue, choice % queue.ready.length);
        return `in ${queue.name} ${words}`;
      },
  );
}

const duplicates = mishap('a message is there twice', (queue, at) => {
  queue.ready.push(...queue.ready.slice(at, at + 1));
});
const reordering = mishap('a message overtakes the others', (queue, at) => {
  queue.ready.unshift(...queue.ready.splice(at, 1));
});
const deadLettering = mishap('a message is dead-lettered', (queue, at) => {
  queue.dead.push(...queue.ready.splice(at, 1));
});
const purging = mishap('all messages are purged', (queue) => {
  for (const { id } of queue.ready) queue.purged.add(id);
  queue.ready = [];
});

const replaying = services.map(
  (name): Step =>
    async (shop) => {
      const { queue } = serviceOf(shop, name);
      return replayDeadLetters(queue) ? `the dead letters of ${queue.name} are replayed` : null;
    },
);

/** Returns whether there were dead letters. */
export function replayDeadLetters(queue: SimulatedQueue): boolean {
  const letters = queue.dead;
  queue.dead = [];
  queue.ready.push(...letters.map((letter) => ({ ...letter, attempt: 1 })));
  return letters.length > 0;
}

const lostConnections = services.map(
  (name): Step =>
    async (shop) => {
      const { queue } = serviceOf(shop, name);
      shop.broker.closeChannels(queue);
      return `the consumers of ${queue.name} lose their connection`;
    },
);
const bindings = services.map(
  (name): Step =>
    async (shop) => {
      const { queue } = serviceOf(shop, name);
      queue.isBound = !queue.isBound;
      return `${queue.name} is ${queue.isBound ? 'bound again' : 'no longer bound'}`;
    },
);
const misfortunes = fc.constantFrom<Misfortune>('refuses', 'takes, and its confirm is lost').map(
  (misfortune): Step =>
    async (shop) => {
      shop.broker.meetNext(misfortune);
      return `the next message the broker ${misfortune}`;
    },
);
const failures = services.map(
  (name): Step =>
    async (shop) => {
      serviceOf(shop, name).database.failNext();
      return `the next statement of ${name} fails`;
    },
);

const steps: Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: consuming },
  { weight: 8, arbitrary: relaying },
  { weight: 6, arbitrary: placing },
  { weight: 6, arbitrary: resuming },
  { weight: 3, arbitrary: deaths },
  { weight: 3, arbitrary: duplicates },
  { weight: 2, arbitrary: deposits },
  { weight: 2, arbitrary: opening },
  { weight: 2, arbitrary: redriving },
  { weight: 2, arbitrary: retention },
  { weight: 1, arbitrary: reordering },
  { weight: 1, arbitrary: deadLettering },
  { weight: 1, arbitrary: replaying },
  { weight: 1, arbitrary: purging },
  { weight: 1, arbitrary: lostConnections },
  { weight: 1, arbitrary: bindings },
  { weight: 1, arbitrary: misfortunes },
  { weight: 1, arbitrary: failures },
);

export const runsOfSteps = fc.array(steps, { minLength: 1, maxLength: 40, size: 'max' });

async function goOn(activity: ActivityControl | null, pause: number | undefined): Promise<void> {
  for (let answers = 0; answers !== pause; answers += 1) {
    if (!(await activity?.goOn())) return;
  }
}

function serviceOf({ orders, payments }: SimulatedShop, name: ServiceName): SimulatedService {
  return name === 'orders-service' ? orders : payments;
}

function pick<T>(items: readonly T[], choice: number): T | undefined {
  return items[choice % items.length];
}
