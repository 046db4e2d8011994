import { createTransactionBatcher } from '@online-shop/shared/batching/transaction-batcher';
import { createContradictionCounter } from '@online-shop/shared/bus/contradictions';
import { chargeOrders } from '../../src/accounts/charge-orders';
import { createOrderCreatedHandler } from '../../src/messaging/order-created.consumer';
import { recoveryFor } from '../../src/messaging/recovery';
import { balanceOf, expectSoundLedger, openAccount } from '../support/accounts';
import { useDatabase } from '../support/database';
import { charge, findResult, orderMessage, orderToCharge } from '../support/orders';

const database = useDatabase();
const contradiction = { code: 'message_contradicts_record' };

async function open(balance: number): Promise<string> {
  return (await openAccount(database.client, { balance })).userId;
}

function createConsumer() {
  const limits = { maxBatchSize: 200, maxBacklog: 5_000 };
  const { client } = database;
  return createOrderCreatedHandler(
    createTransactionBatcher({ client, work: chargeOrders, ...limits }).submit,
  );
}

function errorOf(consuming: Promise<unknown>): Promise<unknown> {
  return consuming.then(
    () => 'no error',
    (error: unknown) => error,
  );
}

function findPayment({ orderId }: { readonly orderId: string }) {
  return database.client.payment.findUnique({ where: { orderId } });
}

afterEach(() => expectSoundLedger(database.client));

describe('an order.created that contradicts the recorded decision', () => {
  it.each([
    ['user', async () => ({ userId: await open(1_000) })],
    ['amount', async () => ({ amount: 1 })],
    ['currency', async () => ({ currency: 'EUR' })],
  ])('is dead-lettered and has no effect if it has another %s', async (_, changeOf) => {
    const { client } = database;
    const userId = await open(1_000);
    const order = orderToCharge({ userId });
    await charge(client, order);
    const before = [await findPayment(order), await findResult(client, order)];
    const forged = { ...order, ...(await changeOf()) };

    const error = await errorOf(createConsumer()(orderMessage(forged)));

    expect(error).toMatchObject(contradiction);
    expect(recoveryFor(error)).toBe('dead-letter');
    expect([await findPayment(order), await findResult(client, order)]).toEqual(before);
    expect(await balanceOf(client, userId)).toBe(900);
    if (forged.userId !== userId) expect(await balanceOf(client, forged.userId)).toBe(1_000);
  });

  it('is dead-lettered also if the order was declined', async () => {
    const userId = await open(0);
    const order = orderToCharge({ userId });
    await charge(database.client, order);
    const error = await errorOf(createConsumer()(orderMessage({ ...order, amount: 1 })));
    expect(error).toMatchObject(contradiction);
  });

  it('fails without affecting its batch: the first message about an order decides', async () => {
    const userId = await open(1_000);
    const [order, other] = [orderToCharge({ userId }), orderToCharge({ userId, amount: 7 })];
    const forged = { ...order, amount: 1 };
    const handle = createConsumer();

    const outcomes = await Promise.allSettled(
      [order, forged, other, order].map((each) => handle(orderMessage(each))),
    );

    expect(outcomes).toMatchObject([
      { value: { decision: 'charged' } },
      { reason: contradiction },
      { value: { decision: 'charged' } },
      { value: { decision: 'charged' } },
    ]);
    expect(await balanceOf(database.client, userId)).toBe(893);
  });

  it('does not publish the decision about a forged message as the result of the genuine one', async () => {
    const userId = await open(1_000);
    const order = orderToCharge({ userId, amount: 500 });
    await createConsumer()(orderMessage({ ...order, amount: 1 }));

    const error = await errorOf(createConsumer()(orderMessage(order)));

    expect(error).toMatchObject(contradiction);
    const { event } = await findResult(database.client, order);
    expect(event.data).toMatchObject({ amount: 1 });
  });

  it('is counted', async () => {
    const order = orderToCharge({ userId: 'nobody' });
    const contradictions = createContradictionCounter();
    const handle = contradictions.watch(createConsumer());
    await handle(orderMessage(order));
    await errorOf(handle(orderMessage({ ...order, amount: 1 })));
    await errorOf(handle({ ...orderMessage(order), body: 'not JSON' }));
    expect(contradictions.count()).toBe(1);
  });
});

describe('a payment of the previous version, which recorded no user, amount or currency', () => {
  it('is the result of every message about its order', async () => {
    const { client } = database;
    const userId = await open(1_000);
    const order = orderToCharge({ userId });
    await client.payment.create({
      data: {
        orderId: order.orderId,
        status: 'FAILED',
        reason: 'INSUFFICIENT_FUNDS',
        decidedAt: new Date(),
      },
    });

    expect(await charge(client, order)).toMatchObject([{ reason: 'INSUFFICIENT_FUNDS' }]);

    expect(await balanceOf(client, userId)).toBe(1_000);
    expect((await findResult(client, order)).event.data).toMatchObject({ amount: 100 });
  });
});
