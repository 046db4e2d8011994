import type { ShopUnderTest } from '../use-shop';
import { customers, underLoad } from './under-load';

export function describeShutdown(test: ShopUnderTest): void {
  describe('a service that is stopped under load', () => {
    it.each(['orders', 'payments', 'gateway'] as const)(
      'finishes its current work and exits 0: %s',
      async (name) => {
        const { shop, journal } = test;
        const { broken, crossed } = journal.unanswered;
        await underLoad(test, async () => {
          expect(await shop[name].stop()).toEqual({ code: 0, signal: null });
          await shop[name].start();
          await shop.untilReady();
        });
        expect(journal.unanswered.broken - broken).toBe(0);
        // On each connection, one request may have been sent while the server closed the
        // connection.
        expect(journal.unanswered.crossed - crossed).toBeLessThanOrEqual(customers);
      },
      60_000,
    );
  });
}
