import { keepBooksOf } from './support/keep-books';
import { useShopDatabases } from './support/shop-databases';

const shop = useShopDatabases();
const books = keepBooksOf(shop);

beforeEach(() => books.openAccount('ann'));

const nowhere = {
  new: 0,
  outboxPending: 0,
  inFlight: 0,
  charged: 0,
  declined: 0,
  finished: 0,
  cancelled: 0,
};

describe('the audit places an order', () => {
  it('step by step, from accepted to finished', async () => {
    const order = await books.place();
    expect(await shop.audit()).toMatchObject({ ok: true, orders: { ...nowhere, new: 1 } });

    await shop.orders.query(`UPDATE outbox_messages SET attempts = 1, last_error = 'unroutable'`);
    const pending = { ...nowhere, outboxPending: 1 };
    expect(await shop.audit()).toMatchObject({ ok: true, orders: pending });

    await books.publish(order);
    expect(await shop.audit()).toMatchObject({ ok: true, orders: { ...nowhere, inFlight: 1 } });

    await books.charge(order);
    expect(await shop.audit()).toMatchObject({ ok: true, orders: { ...nowhere, charged: 1 } });

    await books.settle(order);
    expect(await shop.audit()).toMatchObject({ ok: true, orders: { ...nowhere, finished: 1 } });
  });

  it('step by step, from declined to cancelled', async () => {
    const order = await books.place({ amount: 9_999 });
    await books.publish(order);
    await books.decline(order, 'INSUFFICIENT_FUNDS');
    expect(await shop.audit()).toMatchObject({ ok: true, orders: { ...nowhere, declined: 1 } });

    await books.settle(order, 'INSUFFICIENT_FUNDS');
    expect(await shop.audit()).toMatchObject({ ok: true, orders: { ...nowhere, cancelled: 1 } });
  });

  it('where it belongs among more orders than a batch has', async () => {
    await shop.orders.query(`
      INSERT INTO orders
      SELECT gen_random_uuid(), 'nobody', 1, 'RUB', '', 'CANCELLED', 'ACCOUNT_NOT_FOUND',
        now() - INTERVAL '1 year', now()
      FROM generate_series(1, 12000)`);
    const old = await shop.orders.query<{ id: string }>('SELECT id FROM orders');
    await shop.payments.query(
      `INSERT INTO payments
      SELECT unnest($1::uuid[]), 'FAILED', 'ACCOUNT_NOT_FOUND', now() - INTERVAL '1 year'`,
      [old.map(({ id }) => id)],
    );
    await books.sell();
    const expected = { ...nowhere, finished: 1, cancelled: 12_000 };
    expect(await shop.audit()).toMatchObject({ ok: true, orders: expected });
  });
});

describe('the audit warns', () => {
  it('of slow orders, the oldest first, and says where they are stuck', async () => {
    const first = await books.place();
    const second = await books.place();
    await books.charge(second);
    await books.place();
    await shop.orders.corrupt(`
      UPDATE orders SET created_at = created_at - INTERVAL '61 seconds'
      WHERE id IN ('${first.id}', '${second.id}');
      UPDATE outbox_messages SET attempts = 9, last_error = 'no queue is bound'
      WHERE subject = '${first.id}'`);

    const { ok, slow } = await shop.audit({ SLOW_AFTER_SECONDS: 60 });

    expect(ok).toBe(true);
    expect(slow).toMatchObject({
      total: 2,
      rows: [
        { order: first.id, place: 'outboxPending', lastError: 'no queue is bound' },
        { order: second.id, place: 'charged', lastError: null },
      ],
    });
    expect(slow.rows[0]?.ageSeconds).toBeGreaterThan(60);
  });

  it('of no order that has ended, however old', async () => {
    await books.sell();
    await shop.orders.corrupt(`UPDATE orders SET created_at = now() - INTERVAL '1 day'`);
    expect(await shop.audit()).toMatchObject({ ok: true, slow: { total: 0, rows: [] } });
  });
});

describe('the audit counts', () => {
  /** What `appendToOutbox` does with a message that was published. */
  const tellAgain = `UPDATE outbox_messages SET published_at = NULL, attempts = 0,
    created_at = now(), next_attempt_at = now() WHERE subject = $1`;

  it('an order that came again after its decision as a charge refused, once', async () => {
    const order = await books.sell();
    await books.sell();
    await shop.payments.corrupt(
      `UPDATE payments SET decided_at = now() - INTERVAL '1 minute' WHERE order_id = '${order.id}'`,
    );
    await shop.payments.query(tellAgain, [order.id]);
    await shop.payments.query(tellAgain, [order.id]);
    const { duplicates } = await shop.audit();
    expect(duplicates).toMatchObject({ chargesRefused: 1, redriven: 0 });
  });

  it('an order that was re-driven, also once that is published', async () => {
    const order = await books.place();
    await books.publish(order);
    await books.sell();
    await shop.orders.corrupt(
      `UPDATE orders SET created_at = now() - INTERVAL '1 minute' WHERE id = '${order.id}'`,
    );
    await shop.orders.query(tellAgain, [order.id]);
    await books.publish(order);
    const { duplicates } = await shop.audit();
    expect(duplicates).toMatchObject({ chargesRefused: 0, redriven: 1 });
  });

  it('a message that was told again while it waited', async () => {
    const order = await books.place();
    await shop.orders.query(
      'UPDATE outbox_messages SET next_attempt_at = now() + $2 WHERE subject = $1',
      [order.id, '30 seconds'],
    );
    expect((await shop.audit()).duplicates).toMatchObject({ redriven: 1 });
  });

  it('money by currency, exactly, beyond what a JSON number can hold', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    await books.openAccount('rich', { deposit: most, currency: 'EUR' });
    await books.openAccount('richer', { deposit: most, currency: 'EUR' });
    const { money } = await shop.audit();
    expect(money).toContainEqual({
      currency: 'EUR',
      accounts: 2,
      entries: 2,
      deposits: '18014398509481982',
      charges: '0',
      balances: '18014398509481982',
    });
  });
});
