import type { ShopUnderTest } from '../use-shop';
import { underLoad } from './under-load';

export function describeKills(test: ShopUnderTest): void {
  describe('a killed service', () => {
    it.each(['orders', 'payments', 'gateway'] as const)(
      'restarts, and nothing is lost or duplicated: %s',
      async (name) => {
        await underLoad(test, async () => {
          for (let times = 0; times < 3; times += 1) {
            await test.shop[name].kill();
            await test.shop.untilReady();
          }
        });
      },
      60_000,
    );
  });
}
