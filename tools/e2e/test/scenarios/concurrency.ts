import { createUserId, type ShopUnderTest } from '../use-shop';
import { untilAllEnded } from './until-ended';

export function describeConcurrency(test: ShopUnderTest): void {
  describe('concurrent requests', () => {
    it('are paid until the balance is 0: 50 of 200 orders', async () => {
      const { customer, shop } = test;
      const userId = createUserId();
      await customer.openAccount({ userId });
      await customer.deposit({ userId, amount: 50 * 700 });
      await Promise.all(
        Array.from({ length: 200 }, () => customer.placeOrder({ userId, amount: 700 })),
      );

      const orders = await untilAllEnded(test, userId);
      expect(orders).toHaveLength(200);
      const finished = orders.filter((order) => order.status === 'FINISHED');
      const reasons = new Set(orders.map((order) => order.statusReason));
      expect(finished).toHaveLength(50);
      expect(reasons).toEqual(new Set([null, 'INSUFFICIENT_FUNDS']));
      expect((await shop.client.getAccount(userId)).balance).toBe(0);
    });

    it('with one idempotency key place one order', async () => {
      const { journal, shop } = test;
      const { client } = shop;
      const userId = createUserId();
      const headers = { 'Idempotency-Key': `key of ${userId}` };
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => client.postOrder({ userId, amount: 5 }, headers)),
      );

      const accepted = answers.filter((answer) => answer.status === 201);
      const others = answers.filter((answer) => answer.status !== 201);
      const [order] = await client.listOrders(userId);
      expect(new Set(accepted.map((answer) => answer.body.id))).toEqual(new Set([order?.id]));
      expect(others.filter((answer) => answer.status !== 409)).toEqual([]);
      for (const { body } of accepted) journal.orders.set(body.id, body);
    });
  });
}
