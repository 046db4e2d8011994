import { useShopDatabases } from './support/shop-databases';
import { writeRecordsOf } from './support/write-records';

const shop = useShopDatabases();
const records = writeRecordsOf(shop);

beforeEach(() => records.openAccount('ann'));

const nowhere = {
  new: 0,
  outboxPending: 0,
  inFlight: 0,
  charged: 0,
  declined: 0,
  finished: 0,
  cancelled: 0,
};

describe('the audit reports the stage of an order', () => {
  it('in each step from accepted to finished', async () => {
    const order = await records.place();
    expect(await shop.audit()).toMatchObject({ ok: true, orders: { ...nowhere, new: 1 } });

    await shop.orders.query(`UPDATE outbox_messages SET attempts = 1, last_error = 'unroutable'`);
    const pending = { ...nowhere, outboxPending: 1 };
    expect(await shop.audit()).toMatchObject({ ok: true, orders: pending });

    await records.publish(order);
    expect(await shop.audit()).toMatchObject({ ok: true, orders: { ...nowhere, inFlight: 1 } });

    await records.charge(order);
    expect(await shop.audit()).toMatchObject({ ok: true, orders: { ...nowhere, charged: 1 } });

    await records.settle(order);
    expect(await shop.audit()).toMatchObject({ ok: true, orders: { ...nowhere, finished: 1 } });
  });

  it('in each step from declined to cancelled', async () => {
    const order = await records.place({ amount: 9_999 });
    await records.publish(order);
    await records.decline(order, 'INSUFFICIENT_FUNDS');
    expect(await shop.audit()).toMatchObject({ ok: true, orders: { ...nowhere, declined: 1 } });

    await records.settle(order, 'INSUFFICIENT_FUNDS');
    expect(await shop.audit()).toMatchObject({ ok: true, orders: { ...nowhere, cancelled: 1 } });
  });

  it('among more orders than a batch contains', async () => {
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
    await records.sell();
    const expected = { ...nowhere, finished: 1, cancelled: 12_000 };
    expect(await shop.audit()).toMatchObject({ ok: true, orders: expected });
  });
});

describe('the audit warns', () => {
  it('of slow orders, oldest first, with their stage', async () => {
    const first = await records.place();
    const second = await records.place();
    await records.charge(second);
    await records.place();
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
        { order: first.id, stage: 'outboxPending', lastError: 'no queue is bound' },
        { order: second.id, stage: 'charged', lastError: null },
      ],
    });
    expect(slow.rows[0]?.ageSeconds).toBeGreaterThan(60);
  });

  it('of no final order, regardless of its age', async () => {
    await records.sell();
    await shop.orders.corrupt(`UPDATE orders SET created_at = now() - INTERVAL '1 day'`);
    expect(await shop.audit()).toMatchObject({ ok: true, slow: { total: 0, rows: [] } });
  });
});

describe('the audit counts', () => {
  /** Repeats what `appendToOutbox` does with a published message. */
  const tellAgain = `UPDATE outbox_messages SET published_at = NULL, attempts = 0,
    created_at = now(), next_attempt_at = now() WHERE subject = $1`;

  it('a redelivery of a decided order as one refused charge', async () => {
    const order = await records.sell();
    await records.sell();
    await shop.payments.corrupt(
      `UPDATE payments SET decided_at = now() - INTERVAL '1 minute' WHERE order_id = '${order.id}'`,
    );
    await shop.payments.query(tellAgain, [order.id]);
    await shop.payments.query(tellAgain, [order.id]);
    const { duplicates } = await shop.audit();
    expect(duplicates).toMatchObject({ chargesRefused: 1, redriven: 0 });
  });

  it('a re-driven order, before and after its message is published', async () => {
    const order = await records.place();
    await records.publish(order);
    await records.sell();
    await shop.orders.corrupt(
      `UPDATE orders SET created_at = now() - INTERVAL '1 minute' WHERE id = '${order.id}'`,
    );
    await shop.orders.query(tellAgain, [order.id]);
    await records.publish(order);
    const { duplicates } = await shop.audit();
    expect(duplicates).toMatchObject({ chargesRefused: 0, redriven: 1 });
  });

  it('a pending message that was published again', async () => {
    const order = await records.place();
    await shop.orders.query(
      'UPDATE outbox_messages SET next_attempt_at = now() + $2 WHERE subject = $1',
      [order.id, '30 seconds'],
    );
    expect((await shop.audit()).duplicates).toMatchObject({ redriven: 1 });
  });

  it('exact sums by currency, beyond the exact range of JSON numbers', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    await records.openAccount('rich', { deposit: most, currency: 'EUR' });
    await records.openAccount('richer', { deposit: most, currency: 'EUR' });
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
