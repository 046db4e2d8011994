import { eventually } from '../../src/eventually';
import { createUserId, type ShopUnderTest } from '../use-shop';
import { underLoad } from './under-load';
import { untilAllEnded } from './until-ended';

export function describeBrokerOutage(test: ShopUnderTest): void {
  describe('a broker outage', () => {
    it('is reported by readiness; orders are accepted and are paid after it', async () => {
      const { customer, shop } = test;
      const userId = createUserId();
      await customer.openAccount({ userId });
      await customer.deposit({ userId, amount: 1_000 });

      await shop.broker.stop();
      await eventually(async () => {
        const { status, body } = await shop.orders.client.readiness();
        expect(status).toBe(503);
        expect(body).toEqual({ status: 'down', checks: { database: 'up', bus: 'down' } });
        expect((await shop.client.readiness()).body.status).toBe('down');
      });
      for (const service of shop.services) {
        expect((await service.client.liveness()).status).toBe(200);
      }
      await Promise.all(
        Array.from({ length: 20 }, () => customer.placeOrder({ userId, amount: 50 })),
      );
      expect(await shop.client.listOrders(userId)).toHaveLength(20);

      await shop.broker.start();
      await shop.untilReady();
      const ended = await untilAllEnded(test, userId);
      expect(new Set(ended.map((order) => order.status))).toEqual(new Set(['FINISHED']));
    }, 90_000);

    it('loses and duplicates nothing if the broker is killed under load', async () => {
      const { broker, untilReady } = test.shop;
      await underLoad(test, async () => {
        await broker.kill();
        await broker.start();
        await untilReady();
      });
    }, 90_000);
  });
}
