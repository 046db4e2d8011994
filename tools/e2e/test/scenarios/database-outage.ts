import { eventually } from '../../src/eventually';
import { createUserId, type ShopUnderTest } from '../use-shop';
import { underLoad } from './under-load';

export function describeDatabaseOutage(test: ShopUnderTest): void {
  describe('an outage of the databases', () => {
    it('makes every request fail with 503 and Retry-After within the timeout', async () => {
      const { shop } = test;
      const { client } = shop;
      const userId = createUserId();
      await shop.postgres.stop('immediate');
      try {
        const answers = await Promise.all([
          client.postOrder({ userId, amount: 1 }),
          client.postAccount({ userId }),
          client.postDeposit({ userId, amount: 1 }),
          client.send({ method: 'GET', path: `/api/orders/user/${userId}` }),
          client.send({ method: 'GET', path: `/api/payments/accounts/${userId}` }),
        ]);
        for (const { status, headers } of answers) {
          expect({ status, retryAfter: headers['retry-after'] }).toEqual({
            status: 503,
            retryAfter: expect.stringMatching(/^\d+$/),
          });
        }
        await eventually(async () => {
          const { body } = await shop.orders.client.readiness();
          expect(body.checks).toMatchObject({ database: 'down' });
        });
        expect((await shop.orders.client.liveness()).status).toBe(200);
      } finally {
        await shop.postgres.start();
      }
      await shop.untilReady();
    }, 60_000);

    it('loses no accepted order and dead-letters no message', async () => {
      const { postgres, untilReady } = test.shop;
      await underLoad(test, async () => {
        for (let times = 0; times < 3; times += 1) {
          await postgres.stop('immediate');
          await postgres.start();
          await untilReady();
        }
      });
    }, 60_000);
  });
}
