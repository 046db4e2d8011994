import type { ShopUnderTest } from '../use-shop';
import { underLoad } from './under-load';

export function describeKills(test: ShopUnderTest): void {
  describe('a service that is killed', () => {
    it.each(['orders', 'payments', 'gateway'] as const)(
      'comes back and nothing is lost or done twice: %s',
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
