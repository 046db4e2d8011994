import { queues } from '../../src/bus/broker';
import { eventually } from '../../src/eventually';
import { createUserId, type ShopUnderTest } from '../use-shop';
import { untilAllEnded } from './until-ended';

export function describeBacklog(test: ShopUnderTest): void {
  describe('while payments-service is stopped', () => {
    it('orders wait in its queue and are paid after its start', async () => {
      const { customer, shop } = test;
      const userId = createUserId();
      await customer.openAccount({ userId });
      await customer.deposit({ userId, amount: 500 });
      await shop.payments.stop();

      await Promise.all(
        Array.from({ length: 500 }, () => customer.placeOrder({ userId, amount: 1 })),
      );
      await eventually(async () => {
        expect(await shop.broker.wire.depth(queues.orders)).toBe(500);
      });
      expect((await shop.client.readiness()).body.checks).toMatchObject({ payments: 'down' });

      await shop.payments.start();
      const ended = await untilAllEnded(test, userId);
      expect(new Set(ended.map((order) => order.status))).toEqual(new Set(['FINISHED']));
    }, 60_000);
  });
}
