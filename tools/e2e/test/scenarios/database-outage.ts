import { eventually } from '../../src/eventually';
import { createUserId, type ShopUnderTest } from '../use-shop';
import { underLoad } from './under-load';

export function describeDatabaseOutage(test: ShopUnderTest): void {
  describe('while the databases are away', () => {
    it('every request is answered 503 with Retry-After, in bounded time', async () => {
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

    it('nothing that was accepted is lost, and no message becomes a dead letter', async () => {
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
