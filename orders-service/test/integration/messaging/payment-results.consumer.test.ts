import { createTransactionBatcher } from '@online-shop/shared/batching/transaction-batcher';
import { declineReasons } from '@online-shop/shared/messages/payment-results';
import type { Database } from '../../../src/db/prisma';
import { createPaymentResultsHandler } from '../../../src/messaging/payment-results.consumer';
import { recoveryFor } from '../../../src/messaging/recovery';
import { createOrder, type Order } from '../../../src/orders/order';
import { settleOrders } from '../../../src/orders/settle-order';
import { createClient, useDatabase } from '../../support/database';
import { orderCommand, placeNew } from '../../support/orders';
import { resultIdsOf, resultMessage } from '../../support/payment-results';

const database = useDatabase();

/** Creates a consumer like the service. Messages that arrive in one turn share a transaction. */
function createConsumer(client: Database) {
  const limits = { maxBatchSize: 200, maxBacklog: 5_000 };
  const settling = createTransactionBatcher({ client, work: settleOrders, ...limits });
  return createPaymentResultsHandler(settling.submit);
}

const consume = (...messages: Parameters<ReturnType<typeof createConsumer>>[0][]) =>
  Promise.all(messages.map(createConsumer(database.client)));

async function placeOne(): Promise<Order> {
  const [order] = await placeNew(database.client);
  return order as Order;
}

function findOrder({ id }: Pick<Order, 'id'>) {
  return database.client.order.findUniqueOrThrow({ where: { id } });
}

function findInbox(...orders: readonly Pick<Order, 'id'>[]) {
  const ids = orders.flatMap(resultIdsOf);
  return database.client.inboxMessage.findMany({ where: { id: { in: ids } } });
}

async function errorOf(consuming: Promise<unknown>): Promise<unknown> {
  return consuming.then(
    () => 'no error',
    (error: unknown) => error,
  );
}

describe('payment.* consumer', () => {
  it('finishes a paid order and records the message', async () => {
    const order = await placeOne();
    await consume(resultMessage(order));

    const { status, statusReason, ...row } = await findOrder(order);
    expect({ status, statusReason }).toEqual({ status: 'FINISHED', statusReason: null });
    expect({ ...row, amount: Number(row.amount) }).toMatchObject({
      ...{ id: order.id, userId: order.userId, amount: order.amount, createdAt: order.createdAt },
    });
    expect(row.updatedAt.getTime()).toBeGreaterThanOrEqual(order.createdAt.getTime());
    expect(await findInbox(order)).toMatchObject([
      { type: 'payment.completed', subject: order.id },
    ]);
  });

  it.each(declineReasons)('cancels a declined order with the reason %s', async (declineReason) => {
    const order = await placeOne();
    await consume(resultMessage(order, { declineReason }));

    const { status, statusReason } = await findOrder(order);
    expect({ status, statusReason }).toEqual({ status: 'CANCELLED', statusReason: declineReason });
    expect(await findInbox(order)).toMatchObject([{ type: 'payment.failed' }]);
  });

  it('settles each order of a batch with its own result', async () => {
    const orders = await placeNew(database.client, 50);
    await consume(
      ...orders.map((order, i) =>
        resultMessage(order, { declineReason: [null, ...declineReasons][i % 4] ?? null }),
      ),
    );
    for (const [i, order] of orders.entries()) {
      expect((await findOrder(order)).statusReason).toBe([null, ...declineReasons][i % 4]);
    }
  });

  it('never sets updatedAt before createdAt, even with clock skew', async () => {
    const order = await placeOne();
    const createdAt = new Date(Date.now() + 3_600_000);
    await database.client.order.update({ where: { id: order.id }, data: { createdAt } });
    await consume(resultMessage(order));
    expect((await findOrder(order)).updatedAt).toEqual(createdAt);
  });
});

describe('payment.* consumer, given a repeated result', () => {
  it('changes nothing and reports the repetition', async () => {
    const order = await placeOne();
    const outcomes = await consume(resultMessage(order));
    const settled = await findOrder(order);

    outcomes.push(...(await consume(resultMessage(order))));
    outcomes.push(...(await consume(resultMessage(order), resultMessage(order))));

    const [first, ...others] = outcomes;
    expect(first).toEqual({ settlement: 'settled' });
    expect(others).toEqual(Array(3).fill({ settlement: 'repeated' }));
    expect(await findOrder(order)).toEqual(settled);
    expect(await findInbox(order)).toHaveLength(1);
  });

  it('changes nothing after its inbox row was deleted', async () => {
    const order = await placeOne();
    await consume(resultMessage(order));
    const settled = await findOrder(order);
    await database.client.inboxMessage.deleteMany({ where: { subject: order.id } });

    expect(await consume(resultMessage(order))).toEqual([{ settlement: 'repeated' }]);

    expect(await findOrder(order)).toEqual(settled);
  });

  it('settles an order once if a batch contains its result several times', async () => {
    const [one, other] = await placeNew(database.client, 2);
    const results = [one, other, one, one, other].map((order) => resultMessage(order as Order));
    const outcomes = await consume(...results);

    expect(outcomes.map(({ settlement }) => settlement)).toEqual([
      ...['settled', 'settled', 'repeated', 'repeated', 'repeated'],
    ]);
    expect((await findOrder(one as Order)).status).toBe('FINISHED');
    expect((await findOrder(other as Order)).status).toBe('FINISHED');
  });

  it('settles an order once if two consumers receive its result concurrently', async () => {
    const consumers = [database.connect(), database.connect()].map(createConsumer);
    const orders = await placeNew(database.client, 40);
    const messages = orders.map((order) => resultMessage(order));

    await Promise.all([
      ...messages.map((message) => consumers[0]?.(message)),
      ...messages.toReversed().map((message) => consumers[1]?.(message)),
    ]);

    const ids = orders.map(({ id }) => id);
    expect(await findInbox(...orders)).toHaveLength(40);
    const where = { id: { in: ids }, status: 'FINISHED' as const };
    expect(await database.client.order.count({ where })).toBe(40);
  });
});

describe('ordersdb', () => {
  it('rejects every change of a settled order', async () => {
    const [paid, declined] = await placeNew(database.client, 2);
    await consume(
      resultMessage(paid as Order),
      resultMessage(declined as Order, { declineReason: 'ACCOUNT_NOT_FOUND' }),
    );
    const { order } = database.client;
    for (const { id } of [paid, declined] as Order[]) {
      const change = (data: object) => order.update({ where: { id }, data });
      await expect(change({ status: 'NEW', statusReason: null })).rejects.toThrow('has ended');
      await expect(change({ amount: 1n })).rejects.toThrow('has ended');
      const raw = database.client.$executeRaw`
        UPDATE orders SET updated_at = now() WHERE id = ${id}::uuid`;
      await expect(raw).rejects.toThrow('has ended');
    }
  });

  it('requires a reason for cancelled orders and rejects a reason for others', async () => {
    const { id } = await placeOne();
    const change = (data: object) => database.client.order.update({ where: { id }, data });
    await expect(change({ status: 'CANCELLED' })).rejects.toThrow('orders_reason_matches');
    const reason = { status: 'FINISHED', statusReason: 'ACCOUNT_NOT_FOUND' };
    await expect(change(reason)).rejects.toThrow('orders_reason_matches');
  });
});

function changed(body: string, changes: object): string {
  return JSON.stringify({ ...JSON.parse(body), ...changes });
}

describe('payment.* consumer, given an invalid message', () => {
  const unknown = createOrder(orderCommand());

  it('dead-letters a result about an unknown order and does not record it', async () => {
    const error = await errorOf(consume(resultMessage(unknown)));
    expect(error).toMatchObject({ code: 'order_not_found' });
    expect(recoveryFor(error)).toBe('dead-letter');
    expect(await findInbox(unknown)).toEqual([]);
  });

  it.each([
    ['that is not JSON', 'not JSON'],
    ['that is not an event', '{}'],
    ['of another type', changed(resultMessage(unknown).body, { type: 'order.created' })],
    ['without data', changed(resultMessage(unknown).body, { data: {} })],
    [
      'with the ID of another order',
      changed(resultMessage(unknown).body, { id: createOrder(orderCommand()).id }),
    ],
    [
      'with the ID of another type',
      changed(resultMessage(unknown).body, { id: resultIdsOf(unknown)[1] }),
    ],
    ['from another source', changed(resultMessage(unknown).body, { source: '/orders-service' })],
  ])('dead-letters a message %s', async (_, body) => {
    const error = await errorOf(consume({ ...resultMessage(unknown), body }));
    expect(error).toMatchObject({ name: 'InvalidMessageError' });
    expect(recoveryFor(error)).toBe('dead-letter');
  });

  it('settles the valid results of the same batch', async () => {
    const orders = await placeNew(database.client, 4);
    const [first, ...others] = orders.map((order) => resultMessage(order));
    const bad = [
      resultMessage(unknown),
      { ...resultMessage(unknown), id: undefined, body: 'no JSON' },
    ];
    const handle = createConsumer(database.client);

    const outcomes = await Promise.allSettled(
      [first, ...bad, ...others].map((message) => handle(message as (typeof bad)[0])),
    );

    const expected = ['fulfilled', 'rejected', 'rejected', ...others.map(() => 'fulfilled')];
    expect(outcomes.map(({ status }) => status)).toEqual(expected);
    for (const order of orders) expect((await findOrder(order)).status).toBe('FINISHED');
  });

  it('chooses the recovery wait while the database is unavailable', async () => {
    const client = createClient('postgres://postgres:postgres@127.0.0.1:1/nobody');
    const error = await errorOf(createConsumer(client)(resultMessage(unknown)));
    expect(recoveryFor(error)).toBe('wait');
    await client.$disconnect();
  });

  it('rolls back both the transition and the inbox row if either fails', async () => {
    const order = await placeOne();
    const { client } = database;
    await client.$executeRaw`
      ALTER TABLE inbox_messages ADD CONSTRAINT refused_by_test CHECK (false) NOT VALID`;
    await expect(consume(resultMessage(order))).rejects.toThrow('refused_by_test');
    await client.$executeRaw`ALTER TABLE inbox_messages DROP CONSTRAINT refused_by_test`;
    expect((await findOrder(order)).status).toBe('NEW');

    await client.$executeRaw`
      ALTER TABLE orders ADD CONSTRAINT refused_by_test CHECK (status <> 'FINISHED') NOT VALID`;
    const error = await errorOf(consume(resultMessage(order)));
    expect(recoveryFor(error)).toBe('retry');
    await client.$executeRaw`ALTER TABLE orders DROP CONSTRAINT refused_by_test`;
    expect(await findInbox(order)).toEqual([]);

    await consume(resultMessage(order));
    expect((await findOrder(order)).status).toBe('FINISHED');
  });
});
