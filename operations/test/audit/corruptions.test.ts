import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { Audit } from '../../src/audit/audit';
import { useShopDatabases } from './support/shop-databases';
import { type PlacedOrder, writeRecordsOf } from './support/write-records';

const shop = useShopDatabases();
const records = writeRecordsOf(shop);

let paid: PlacedOrder;
let refused: PlacedOrder;
let waiting: PlacedOrder;

beforeEach(async () => {
  await records.openAccount('ann');
  await records.openAccount('bob');
  await records.openAccount('eve', { currency: 'EUR' });
  paid = await records.sell({ amount: 300 });
  await records.sell({ userId: 'bob' });
  await records.sell({ amount: 200 });
  refused = await records.refuse({ userId: 'bob', amount: 5_000 });
  waiting = await records.place();
});

/** The broken promises, with the number of rows of each. */
function broken({ checks, ok }: Audit): Record<string, number> {
  const found = Object.entries(checks).filter(([, { total }]) => total > 0);
  expect(ok).toBe(found.length === 0);
  return Object.fromEntries(found.map(([name, { total }]) => [name, total]));
}

describe('the audit finds', () => {
  it('no violation in consistent databases', async () => {
    expect(broken(await shop.audit())).toEqual({});
  });

  describe('in paymentsdb', () => {
    const ann = `(SELECT id FROM accounts WHERE user_id = 'ann')`;
    const entry = (number: number) => `WHERE account_id = ${ann} AND number = ${number}`;

    it.each([
      [
        'a balance that was changed',
        `UPDATE accounts SET balance = balance + 1 WHERE user_id = 'ann'`,
        { balances: 1, money: 1 },
      ],
      [
        'money that was moved from one balance to another',
        `UPDATE accounts SET balance = balance + CASE user_id WHEN 'ann' THEN 1 ELSE -1 END
        WHERE currency = 'RUB'`,
        { balances: 2 },
      ],
      [
        'a changed number of entries',
        `UPDATE accounts SET entry_count = 4 WHERE user_id = 'ann'`,
        { balances: 1 },
      ],
      [
        'a deposit that was changed',
        `UPDATE ledger_entries SET amount = amount + 1 ${entry(1)}`,
        { balances: 1, entries: 1, money: 1 },
      ],
      [
        'a charge that was changed',
        `UPDATE ledger_entries SET amount = amount - 1 ${entry(2)}`,
        { balances: 1, entries: 1, money: 1, priced: 1 },
      ],
      [
        'a balance in the ledger that was changed',
        `UPDATE ledger_entries SET balance_after = balance_after + 1 ${entry(2)}`,
        { entries: 2 },
      ],
      [
        'an entry whose number was changed',
        `UPDATE ledger_entries SET number = 7 ${entry(3)}`,
        { entries: 1 },
      ],
      [
        'two entries with exchanged numbers',
        `DROP INDEX ledger_entries_account_id_number_key;
        UPDATE ledger_entries SET number = 5 - number
        WHERE account_id = ${ann} AND number > 1`,
        { entries: 2 },
      ],
      [
        'an entry of another kind',
        `ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_kind_matches;
        UPDATE ledger_entries SET kind = 'DEPOSIT' ${entry(2)}`,
        { entries: 1 },
      ],
      [
        'an entry that was deleted',
        `DELETE FROM ledger_entries ${entry(2)}`,
        { balances: 1, entries: 1, money: 1, decided: 1 },
      ],
      [
        'entries whose account was deleted',
        `DELETE FROM accounts WHERE user_id = 'ann'`,
        { balances: 1, priced: 2 },
      ],
      [
        'a balance below zero that matches its ledger',
        `ALTER TABLE accounts DROP CONSTRAINT accounts_balance_not_negative;
        INSERT INTO ledger_entries SELECT gen_random_uuid(), id, 2, 'PAYMENT', -1001, -1,
          gen_random_uuid(), now() FROM accounts WHERE user_id = 'eve';
        UPDATE accounts SET balance = -1, entry_count = 2 WHERE user_id = 'eve'`,
        { balances: 1, entries: 1, placed: 1, decided: 1 },
      ],
      [
        'a charge that was moved to another order',
        `UPDATE ledger_entries SET order_id = gen_random_uuid() ${entry(2)}`,
        { placed: 1, decided: 2 },
      ],
    ])('%s', async (_, corruption, expected) => {
      await shop.payments.corrupt(corruption);
      expect(broken(await shop.audit())).toEqual(expected);
    });

    it('a second charge of an order', async () => {
      await shop.payments.corrupt('DROP INDEX ledger_entries_order_id_key');
      await shop.payments.query(
        `WITH account AS (UPDATE accounts SET balance = 200, entry_count = 4
          WHERE user_id = 'ann' RETURNING id)
        INSERT INTO ledger_entries
        SELECT gen_random_uuid(), id, 4, 'PAYMENT', -300, 200, $1, now() FROM account`,
        [paid.id],
      );
      const { checks } = await shop.audit();
      expect(checks.decided).toMatchObject({
        total: 1,
        rows: [{ order: paid.id, problem: 'charged 2 times', charged: '600' }],
      });
    });

    it.each([
      ['the decision on a paid order is gone', () => paid, 'DELETE FROM payments', 3],
      [
        'the decision on a paid order was changed to declined',
        () => paid,
        `UPDATE payments SET status = 'FAILED', reason = 'ACCOUNT_NOT_FOUND'`,
        3,
      ],
      [
        'the decision on a declined order was changed to paid',
        () => refused,
        `UPDATE payments SET status = 'COMPLETED', reason = NULL`,
        3,
      ],
      [
        'the reason of a declined order was changed',
        () => refused,
        `UPDATE payments SET reason = 'ACCOUNT_NOT_FOUND'`,
        2,
      ],
      ['the message of a payment is gone', () => paid, 'DELETE FROM outbox_messages', 1],
      [
        'the message of a payment says that it failed',
        () => paid,
        `UPDATE outbox_messages SET body = replace(body, '.completed', '.failed')`,
        1,
      ],
      [
        'the message of a payment contains another order',
        () => paid,
        `UPDATE outbox_messages SET body = replace(body, '"subject":"', '"subject":"0')`,
        1,
      ],
      [
        'the message of a payment contains another reason',
        () => refused,
        `UPDATE outbox_messages SET body = replace(body, 'INSUFFICIENT_FUNDS', 'CURRENCY_MISMATCH')`,
        1,
      ],
      [
        'the message of a payment is not a valid message',
        () => paid,
        `UPDATE outbox_messages SET body = '{'`,
        1,
      ],
    ])('that %s', async (_, orderOf, corruption, violations) => {
      const key = corruption.includes('outbox') ? 'subject' : 'order_id';
      await shop.payments.query(`${corruption} WHERE ${key} = $1`, [orderOf().id]);
      const totals = Object.values(broken(await shop.audit()));
      expect(totals.reduce((sum, total) => sum + total, 0)).toBe(violations);
    });
  });

  describe('in ordersdb', () => {
    const cases: [string, () => PlacedOrder, string, Record<string, number>][] = [
      ['a paid order of another amount', () => paid, 'SET amount = 299', { priced: 1 }],
      ['a paid order of another user', () => paid, `SET user_id = 'bob'`, { priced: 1 }],
      ['a paid order in another currency', () => paid, `SET currency = 'EUR'`, { priced: 1 }],
      [
        'a paid order that was cancelled',
        () => paid,
        `SET status = 'CANCELLED', status_reason = 'INSUFFICIENT_FUNDS'`,
        { settled: 1 },
      ],
      ['a paid order that is new again', () => paid, `SET status = 'NEW'`, { settled: 1 }],
      [
        'a paid order under another id',
        () => paid,
        'SET id = gen_random_uuid()',
        { placed: 1, settled: 1, told: 2 },
      ],
      [
        'a declined order of another amount',
        () => refused,
        'SET amount = 1',
        { priced: 1, told: 1 },
      ],
      [
        'a declined order of another user',
        () => refused,
        `SET user_id = 'ann'`,
        { priced: 1, told: 1 },
      ],
      [
        'a declined order that was finished',
        () => refused,
        `SET status = 'FINISHED', status_reason = NULL`,
        { settled: 1 },
      ],
      [
        'a declined order with another reason',
        () => refused,
        `SET status_reason = 'ACCOUNT_NOT_FOUND'`,
        { settled: 1 },
      ],
      ['a waiting order of another amount', () => waiting, 'SET amount = 1', { told: 1 }],
      ['a waiting order in another currency', () => waiting, `SET currency = 'EUR'`, { told: 1 }],
      [
        'a waiting order that was finished',
        () => waiting,
        `SET status = 'FINISHED'`,
        { settled: 1 },
      ],
    ];
    it.each(cases)('%s', async (_, orderOf, change, expected) => {
      await shop.orders.corrupt(`UPDATE orders ${change} WHERE id = '${orderOf().id}'`);
      expect(broken(await shop.audit())).toEqual(expected);
    });

    it.each([
      ['a paid order that was deleted', () => paid, { placed: 1, told: 1 }],
      ['a declined order that was deleted', () => refused, { placed: 1, told: 1 }],
      ['a waiting order that was deleted', () => waiting, { told: 1 }],
    ])('%s', async (_, orderOf, expected) => {
      await shop.orders.query('DELETE FROM orders WHERE id = $1', [orderOf().id]);
      expect(broken(await shop.audit())).toEqual(expected);
    });

    it.each([
      ['an order whose message is gone', 'DELETE FROM outbox_messages'],
      ['an order whose message is no message', `UPDATE outbox_messages SET body = '{'`],
    ])('%s', async (_, change) => {
      await shop.orders.query(`${change} WHERE subject = $1`, [waiting.id]);
      expect(broken(await shop.audit())).toEqual({ told: 1 });
    });

    it('no violation in an order whose message is past its retention', async () => {
      await shop.orders.query(`DELETE FROM outbox_messages WHERE subject = $1`, [paid.id]);
      await shop.orders.corrupt(
        `UPDATE orders SET created_at = now() - INTERVAL '168 hours' WHERE id = '${paid.id}'`,
      );
      expect(broken(await shop.audit())).toEqual({});
    });
  });

  it('and shows the values of both databases, at most --rows rows, and the total', async () => {
    await shop.orders.corrupt(`UPDATE orders SET amount = 1 WHERE status = 'FINISHED'`);
    const { checks } = await shop.audit({ maxRows: 1 });
    expect(checks.priced).toMatchObject({
      total: 3,
      rows: [
        {
          problem: 'a different amount was charged',
          order: paid.id,
          user: 'ann',
          amount: '1',
          currency: 'RUB',
          status: 'FINISHED',
          reason: null,
          payment: 'COMPLETED',
          charged: '300',
          chargedUser: 'ann',
          chargedCurrency: 'RUB',
        },
      ],
    });
    expect(checks.priced.rows).toHaveLength(1);
  });

  it('a charge in another currency than the order', async () => {
    const order = await records.place({ userId: 'eve', id: createId() });
    await records.charge(order);
    expect(broken(await shop.audit())).toEqual({ priced: 1 });
  });
});
