import type { ShopUnderTest } from '../use-shop';
import { underLoad } from './under-load';

export function describeShutdown(test: ShopUnderTest): void {
  describe('a service that is told to stop under load', () => {
    it.each(['orders', 'payments', 'gateway'] as const)(
      'finishes what it has in hand and exits 0: %s',
      async (name) => {
        const { shop, journal } = test;
        const brokenBefore = journal.broken;
        await underLoad(test, async () => {
          expect(await shop[name].stop()).toEqual({ code: 0, signal: null });
          await shop[name].start();
          await shop.untilReady();
        });
        // A request may have set out on a connection that was closed at the same moment.
        expect(journal.broken - brokenBefore).toBeLessThanOrEqual(1);
        expect(journal.answers.get(502) ?? 0).toBeLessThanOrEqual(1);
      },
      60_000,
    );
  });
}
