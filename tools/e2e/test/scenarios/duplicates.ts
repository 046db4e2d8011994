import { asOfPreviousVersion, multiply, queueOf } from '../../src/bus/duplicates';
import { createRandom } from '../../src/random';
import { createUserId, type ShopUnderTest } from '../use-shop';
import { untilAllEnded, untilEnded } from './until-ended';

export function describeDuplicates(test: ShopUnderTest): void {
  describe('a message that is delivered more than once', () => {
    it('has one effect, even if its copies are delivered concurrently', async () => {
      const { customer, shop } = test;
      const { wire } = shop.broker;
      const userId = createUserId();
      await customer.openAccount({ userId });
      await customer.deposit({ userId, amount: 1_000 });
      await wire.tap();
      const orders = await Promise.all(
        Array.from({ length: 30 }, () => customer.placeOrder({ userId, amount: 50 })),
      );
      await untilAllEnded(test, userId);

      const messages = await wire.takeTapped();
      await wire.untap();
      expect(messages).toHaveLength(2 * orders.length);
      const copies = multiply(messages, { random: createRandom(1), copiesMax: 5 });
      for (const [queue, queued] of copies) await wire.send(queue, queued);

      // afterEach waits until the copies are processed, then checks the invariants.
    });

    it('has one effect, even under the message ID of the previous version', async () => {
      const { customer, shop } = test;
      const { wire } = shop.broker;
      const userId = createUserId();
      await customer.openAccount({ userId });
      await customer.deposit({ userId, amount: 100 });
      await wire.tap();
      const { id } = await customer.placeOrder({ userId, amount: 60 });
      await untilEnded(test, id);

      for (const message of await wire.takeTapped()) {
        const copy = asOfPreviousVersion(message);
        await wire.send(queueOf(copy), [copy]);
      }
      await wire.untap();
      // Messages are processed in order: when the last order is paid, the copies are processed.
      const last = await customer.placeOrder({ userId, amount: 40 });
      expect((await untilEnded(test, last.id)).status).toBe('FINISHED');
      expect((await shop.client.getAccount(userId)).balance).toBe(0);
    });
  });
}
