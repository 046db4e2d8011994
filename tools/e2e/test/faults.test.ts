import { findRabbitmq } from '@online-shop/servers/rabbitmq';
import { startRabbitmqBroker } from '../src/bus/rabbitmq-broker';
import { selectCases } from '../src/faults/cases';
import { runCase } from '../src/faults/run-case';
import { type Shop, startShop } from '../src/shop/shop';

/** Of all that `npm run faults` does, what no scenario of this suite has and what is quick. */
const names = [
  'orders-dies-confirmed',
  'orders-dies-uncommitted',
  'orders-dies-committed',
  'payments-dies-confirmed',
  'payments-dies-uncommitted',
  'payments-dies-committed',
  'duplicates',
  'inbox-cleaned',
  'purge',
  'poison',
  'forgeries',
  'binding-removed',
  'queue-removed',
];

const start = findRabbitmq();
// Skipped where no RabbitMQ can be had: findRabbitmq has said so, and throws where CI=true.
const describeFaults = start ? describe : describe.skip;

describeFaults('every invariant holds', () => {
  let opening: Promise<Shop> | undefined;
  let shop: Shop;

  beforeAll(async () => {
    if (!start) return;
    opening = startShop({
      startBroker: () => startRabbitmqBroker(start),
      env: { REDRIVE_AFTER_SECONDS: '5' },
    });
    shop = await opening;
  }, 120_000);
  // Also one that opens after its hook has timed out: its processes would keep this one alive.
  afterAll(async () => (await opening?.catch(() => undefined))?.close(), 60_000);

  it.each(selectCases(names).map((fault) => [fault.fault, fault] as const))(
    'over this: %s',
    async (_title, fault) => {
      const options = { shop, seed: 1, durationMs: 0 };
      // What comes again may overtake the first copy, and be the only one: once might miss it.
      const times = fault.duplicatesMin === undefined ? 1 : fault.times;
      const { violations } = await runCase({ ...fault, times }, options);
      expect(violations).toEqual([]);
    },
    180_000,
  );
});
