import { findRabbitmq } from '@online-shop/servers/rabbitmq';
import { startRabbitmqBroker } from '../src/bus/rabbitmq-broker';
import { selectCases } from '../src/faults/cases';
import { runCase } from '../src/faults/run-case';
import { type Shop, startShop } from '../src/shop/shop';

/** The quick cases of `npm run faults` that no scenario of this suite covers. */
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
// Skipped without RabbitMQ: findRabbitmq has printed the reason; with CI=true it throws.
const describeFaults = start ? describe : describe.skip;

describeFaults('all invariants hold', () => {
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
  // Also closes a shop that starts after beforeAll has timed out: its processes would keep Jest
  // alive.
  afterAll(async () => (await opening?.catch(() => undefined))?.close(), 60_000);

  it.each(selectCases(names).map((fault) => [fault.fault, fault] as const))(
    'after the fault: %s',
    async (_title, fault) => {
      const options = { shop, seed: 1, durationMs: 0 };
      // A redelivered message may overtake the first copy, so one injection may cause no duplicate.
      const times = fault.duplicatesMin === undefined ? 1 : fault.times;
      const { violations } = await runCase({ ...fault, times }, options);
      expect(violations).toEqual([]);
    },
    180_000,
  );
});
