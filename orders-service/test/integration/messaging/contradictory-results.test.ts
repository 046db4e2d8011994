import { createTransactionBatcher } from '@online-shop/shared/batching/transaction-batcher';
import { createPaymentResultsHandler } from '../../../src/messaging/payment-results.consumer';
import { recoveryFor } from '../../../src/messaging/recovery';
import type { Order } from '../../../src/orders/order';
import { settleOrders } from '../../../src/orders/settle-order';
import { useDatabase } from '../../support/database';
import { placeNew } from '../../support/orders';
import { resultMessage } from '../../support/payment-results';

const database = useDatabase();

function createConsumer() {
  const limits = { maxBatchSize: 200, maxBacklog: 5_000 };
  const { client } = database;
  return createPaymentResultsHandler(
    createTransactionBatcher({ client, work: settleOrders, ...limits }).submit,
  );
}

const consume = (message: ReturnType<typeof resultMessage>) => createConsumer()(message);

function errorOf(consuming: Promise<unknown>): Promise<unknown> {
  return consuming.then(
    () => 'no error',
    (error: unknown) => error,
  );
}

async function placeOne(): Promise<Order> {
  const [order] = await placeNew(database.client);
  return order as Order;
}

function findOrder({ id }: Order) {
  return database.client.order.findUniqueOrThrow({ where: { id } });
}

function findInbox({ id: subject }: Order) {
  return database.client.inboxMessage.findMany({ where: { subject } });
}

describe('payment.* consumer, given a result that contradicts the stored order', () => {
  const contradiction = { code: 'message_contradicts_record' };
  const paid = { declineReason: null } as const;
  const declined = { declineReason: 'CURRENCY_MISMATCH' } as const;

  it.each([
    ['paid after declined', declined, paid],
    ['declined after paid', paid, declined],
    ['another reason', declined, { declineReason: 'ACCOUNT_NOT_FOUND' } as const],
  ])('keeps the first result and dead-letters a later one: %s', async (_, first, second) => {
    const order = await placeOne();
    await consume(resultMessage(order, first));
    const before = [await findOrder(order), await findInbox(order)];

    const error = await errorOf(consume(resultMessage(order, second)));

    expect(error).toMatchObject(contradiction);
    expect(recoveryFor(error)).toBe('dead-letter');
    expect([await findOrder(order), await findInbox(order)]).toEqual(before);
  });

  it('keeps the first result and dead-letters the second in the same batch', async () => {
    const order = await placeOne();
    const handle = createConsumer();
    const outcomes = await Promise.allSettled(
      [resultMessage(order, declined), resultMessage(order)].map(handle),
    );

    expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { reason: contradiction }]);
    expect(await findOrder(order)).toMatchObject({ status: 'CANCELLED' });
  });

  it.each([
    ['user', { userId: 'bob' }],
    ['amount', { amount: 1 }],
    ['currency', { currency: 'EUR' }],
  ])('settles no order with a result about another %s', async (_, claim) => {
    const order = await placeOne();
    for (const result of [paid, declined]) {
      const error = await errorOf(consume(resultMessage({ ...order, ...claim }, result)));
      expect(error).toMatchObject(contradiction);
      expect(recoveryFor(error)).toBe('dead-letter');
    }
    expect(await findOrder(order)).toMatchObject({ status: 'NEW' });
    expect(await findInbox(order)).toEqual([]);

    expect(await consume(resultMessage(order))).toEqual({ settlement: 'settled' });
  });

  it('dead-letters a repeated result with another amount', async () => {
    const order = await placeOne();
    await consume(resultMessage(order));
    const error = await errorOf(consume(resultMessage({ ...order, amount: 1 })));
    expect(error).toMatchObject(contradiction);
  });

  it('settles the order with the genuine result if its batch contains a forged one', async () => {
    const order = await placeOne();
    const handle = createConsumer();
    const outcomes = await Promise.allSettled(
      [resultMessage({ ...order, amount: 1 }), resultMessage(order)].map(handle),
    );

    expect(outcomes).toMatchObject([
      { reason: contradiction },
      { value: { settlement: 'settled' } },
    ]);
  });
});
