import { randomUUID } from 'node:crypto';
import { eventually } from '../../eventually';
import type { FaultCase } from '../fault-case';

export const crowds: readonly FaultCase[] = [
  {
    name: 'crowd',
    fault: '200 concurrent orders, balance for 50 of them',
    times: 2,
    async inject({ shop, customer, report }) {
      const userId = `crowd.${randomUUID()}`;
      await customer.openAccount({ userId });
      await customer.deposit({ userId, amount: 50 * 700 });
      const orders = Array.from({ length: 200 }, () =>
        customer.placeOrder({ userId, amount: 700 }),
      );
      await Promise.all(orders);
      const ended = await eventually(async () => {
        const all = await shop.client.listOrders(userId);
        if (all.some((order) => order.status === 'NEW'))
          throw new Error('not all orders have ended');
        return all;
      });
      const finished = ended.filter((order) => order.status === 'FINISHED').length;
      const { balance } = await shop.client.getAccount(userId);
      if (finished !== 50 || balance !== 0) {
        report('ledger', `${finished} orders were paid, and ${balance} is left`);
      }
    },
  },
  {
    name: 'one-key',
    fault: '20 concurrent POSTs with one idempotency key',
    times: 3,
    async inject({ shop, journal, userId, report }) {
      const headers = { 'Idempotency-Key': randomUUID() };
      const posts = Array.from({ length: 20 }, () =>
        shop.client.postOrder({ userId, amount: 3 }, headers),
      );
      const answers = await Promise.all(posts);
      const accepted = answers.filter(({ status }) => status === 201);
      const ids = new Set(accepted.map(({ body }) => body.id));
      if (ids.size !== 1) report('onceAKey', `20 posts with one key made ${ids.size} orders`);
      const odd = answers.find(({ status }) => status !== 201 && status !== 409);
      if (odd) report('answers', `a repeated post was answered ${odd.status}`);
      for (const { body } of accepted) journal.orders.set(body.id, body);
    },
  },
];
