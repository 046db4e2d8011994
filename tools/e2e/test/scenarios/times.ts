import type { Queryable } from '../../src/shop/databases';
import { createUserId, type ShopUnderTest } from '../use-shop';
import { untilEnded } from './until-ended';

/** A timestamp is the same in every response and in the database. */
export function describeTimes(test: ShopUnderTest): void {
  describe('times', () => {
    it('are the same in the response to POST and to GET, and in the database', async () => {
      const { client, ordersDb, paymentsDb } = test.shop;
      const userId = createUserId();
      const before = Date.now();
      const account = await test.customer.openAccount({ userId });
      const order = await test.customer.placeOrder({ userId, amount: 1 });
      const after = Date.now();
      const ended = await untilEnded(test, order.id);

      for (const { createdAt } of [account, order]) {
        expect(Date.parse(createdAt)).toBeGreaterThanOrEqual(before);
        expect(Date.parse(createdAt)).toBeLessThanOrEqual(after);
      }
      expect((await client.getAccount(userId)).createdAt).toBe(account.createdAt);
      expect(ended.createdAt).toBe(order.createdAt);
      expect(Date.parse(ended.updatedAt)).toBeGreaterThanOrEqual(Date.parse(order.createdAt));
      expect(await storedTime(ordersDb, 'orders', order.id)).toBe(order.createdAt);
      expect(await storedTime(paymentsDb, 'accounts', account.id)).toBe(account.createdAt);
    });
  });
}

/** Returns the stored time in UTC, independent of the session's time zone. */
async function storedTime(
  database: Queryable,
  table: 'orders' | 'accounts',
  id: string,
): Promise<string | undefined> {
  const [row] = await database.query<{ createdAt: string }>(
    `SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt"
     FROM ${table} WHERE id = $1`,
    [id],
  );
  return row?.createdAt;
}
