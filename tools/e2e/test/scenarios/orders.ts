import { createUserId, type ShopUnderTest } from '../use-shop';
import { untilEnded } from './until-ended';

/** An order is paid from its user's account, or cancelled with a reason. */
export function describeOrders(test: ShopUnderTest): void {
  describe('an order', () => {
    it('is paid with its exact amount from the account of its user', async () => {
      const { customer } = test;
      const { client } = test.shop;
      const userId = createUserId();
      const account = await customer.openAccount({ userId });
      expect(account).toMatchObject({ userId, currency: 'RUB', balance: 0 });
      expect(await customer.deposit({ userId, amount: 100_000 })).toMatchObject({
        id: account.id,
        balance: 100_000,
      });

      const answer = await client.postOrder({ userId, amount: 12_345, description: 'a book' });
      expect(answer.status).toBe(201);
      const order = answer.body;
      test.journal.orders.set(order.id, order);
      expect(order).toMatchObject({ userId, amount: 12_345, currency: 'RUB', status: 'NEW' });
      expect(answer.headers.location).toBe(`/api/orders/${order.id}`);

      const finished = await untilEnded(test, order.id);
      expect(finished).toMatchObject({ status: 'FINISHED', statusReason: null });
      expect(await client.listOrders(userId)).toEqual([finished]);
      expect((await client.getAccount(userId)).balance).toBe(100_000 - 12_345);
      expect(await client.listTransactions(userId)).toMatchObject([
        { kind: 'PAYMENT', amount: -12_345, balanceAfter: 87_655, orderId: order.id },
        { kind: 'DEPOSIT', amount: 100_000, balanceAfter: 100_000, orderId: null },
      ]);
    });

    it('is cancelled with ACCOUNT_NOT_FOUND if its user has no account', async () => {
      const { id } = await test.customer.placeOrder({ userId: createUserId(), amount: 1 });
      expect(await untilEnded(test, id)).toMatchObject({
        status: 'CANCELLED',
        statusReason: 'ACCOUNT_NOT_FOUND',
      });
    });

    it('is cancelled with INSUFFICIENT_FUNDS if the balance is one kopeck too low', async () => {
      const userId = createUserId();
      await test.customer.openAccount({ userId });
      await test.customer.deposit({ userId, amount: 999 });
      const { id } = await test.customer.placeOrder({ userId, amount: 1_000 });
      expect(await untilEnded(test, id)).toMatchObject({
        status: 'CANCELLED',
        statusReason: 'INSUFFICIENT_FUNDS',
      });
      expect((await test.shop.client.getAccount(userId)).balance).toBe(999);
    });

    it('is cancelled with CURRENCY_MISMATCH even if the funds are insufficient as well', async () => {
      const userId = createUserId();
      await test.customer.openAccount({ userId, currency: 'EUR' });
      const { id } = await test.customer.placeOrder({ userId, amount: 1_000, currency: 'RUB' });
      expect(await untilEnded(test, id)).toMatchObject({
        status: 'CANCELLED',
        statusReason: 'CURRENCY_MISMATCH',
      });
    });
  });
}
