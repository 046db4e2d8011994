import { createUserId, type ShopUnderTest } from '../use-shop';
import { untilEnded } from './until-ended';

export function describeCorrelation(test: ShopUnderTest): void {
  describe('a correlation ID', () => {
    it('is in the response, in all messages, and in log lines of all services', async () => {
      const { journal, shop } = test;
      const { wire } = shop.broker;
      const correlationId = `walk of ${createUserId()}`;
      await wire.tap();
      const answer = await shop.client.postOrder(
        { userId: createUserId(), amount: 1 },
        { 'X-Correlation-Id': correlationId },
      );
      journal.orders.set(answer.body.id, answer.body);
      await untilEnded(test, answer.body.id);

      expect(answer.headers['x-correlation-id']).toBe(correlationId);
      const messages = (await wire.takeTapped()).map(({ body }) => JSON.parse(body));
      await wire.untap();
      const trail = messages.map(({ type, correlationid }) => `${type} ${correlationid}`);
      expect(trail.sort()).toEqual([
        `order.created ${correlationId}`,
        `payment.failed ${correlationId}`,
      ]);
      const lines = (name: 'gateway' | 'orders' | 'payments') =>
        shop[name].log().filter((line) => line.correlationId === correlationId);
      expect(lines('gateway')).not.toEqual([]);
      expect(lines('orders')).not.toEqual([]);
      expect(lines('payments')).not.toEqual([]);
    });
  });
}
