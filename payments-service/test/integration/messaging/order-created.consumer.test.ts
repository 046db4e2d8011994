import { createTransactionBatcher } from '@online-shop/shared/batching/transaction-batcher';
import type { IncomingMessage } from '@online-shop/shared/bus/bus';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { type ChargeOrder, chargeOrders } from '../../../src/accounts/charge-orders';
import type { Database } from '../../../src/db/prisma';
import { createOrderCreatedHandler } from '../../../src/messaging/order-created.consumer';
import { recoveryFor } from '../../../src/messaging/recovery';
import { balanceOf, expectSoundLedger, openAccount } from '../../support/accounts';
import { createClient, useDatabase } from '../../support/database';
import { findResult, orderMessage, ordersToCharge, orderToCharge } from '../../support/orders';

const database = useDatabase();

/** A consumer as the service builds it; what is handled in one turn shares a transaction. */
function createConsumer(client: Database) {
  const limits = { sizeMax: 200, backlogMax: 5_000 };
  const charging = createTransactionBatcher({ client, work: chargeOrders, ...limits });
  return createOrderCreatedHandler(charging.submit);
}

async function errorOf(consuming: Promise<unknown>): Promise<unknown> {
  return consuming.then(
    () => 'no error',
    (error: unknown) => error,
  );
}

/** The event of a message with some of it changed. */
function changed(message: IncomingMessage, changes: object): IncomingMessage {
  return { ...message, body: JSON.stringify({ ...JSON.parse(message.body), ...changes }) };
}

afterEach(() => expectSoundLedger(database.client));

describe('order.created consumer', () => {
  it('charges the order, and hands on where it came from', async () => {
    const { userId } = await openAccount(database.client, { balance: 100 });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const trace = { correlationId: 'from the shop', traceparent };
    const order = orderToCharge({ userId, trace });

    await createConsumer(database.client)(orderMessage(order));

    expect(await balanceOf(database.client, userId)).toBe(0);
    const { row, event } = await findResult(database.client, order);
    expect(row.correlationId).toBe('from the shop');
    expect(event).toMatchObject({ correlationid: 'from the shop', traceparent });
  });

  it('says what was decided, also when it is asked again', async () => {
    const { userId } = await openAccount(database.client, { balance: 100 });
    const messages = ordersToCharge(2, { userId }).map(orderMessage);
    const handle = createConsumer(database.client);

    for (const _ of ['asked', 'asked again']) {
      expect(await Promise.all(messages.map(handle))).toEqual([
        { decision: 'charged' },
        { decision: 'declined', reason: 'INSUFFICIENT_FUNDS' },
      ]);
    }
  });

  it('charges what it is given in one turn, each order once', async () => {
    const { userId } = await openAccount(database.client, { balance: 10_000 });
    const messages = ordersToCharge(50, { userId }).map(orderMessage);
    const handle = createConsumer(database.client);

    await Promise.all([...messages, ...messages].map(handle));

    expect(await balanceOf(database.client, userId)).toBe(5_000);
  });

  it('takes an attribute of CloudEvents that it does not know', async () => {
    const order = orderToCharge({ userId: 'nobody' });
    await createConsumer(database.client)(changed(orderMessage(order), { sampledrate: 1 }));
    expect((await findResult(database.client, order)).event.type).toBe('payment.failed');
  });
});

describe('order.created consumer, given what it cannot charge', () => {
  const message = orderMessage(orderToCharge());
  const { data } = JSON.parse(message.body);

  it.each<[string, IncomingMessage]>([
    ['that is no JSON', { ...message, body: '{"id":' }],
    ['that is nothing', { ...message, body: '' }],
    ['of another type', changed(message, { type: 'payment.completed' })],
    ['of another version', changed(message, { dataschema: '/schemas/order.created/2' })],
    ['without an id', changed(message, { id: undefined })],
    ['with an id that is none', changed(message, { id: 'x' })],
    ['with an id in capitals', changed(message, { id: createId().toUpperCase() })],
    ['without an order', changed(message, { subject: null })],
    ['of nothing', changed(message, { data: { ...data, amount: 0 } })],
    ['of a fraction', changed(message, { data: { ...data, amount: 1.5 } })],
    ['of an amount in words', changed(message, { data: { ...data, amount: '1' } })],
    ['of too much', changed(message, { data: { ...data, amount: 1e12 } })],
    ['in no currency', changed(message, { data: { ...data, currency: 'rub' } })],
    ['of nobody', changed(message, { data: { ...data, userId: '' } })],
    ['with more than was agreed', changed(message, { data: { ...data, discount: 1 } })],
  ])('has a message dead-lettered %s', async (_, bad) => {
    const error = await errorOf(createConsumer(database.client)(bad));
    expect(error).toMatchObject({ name: 'InvalidMessageError' });
    expect(recoveryFor(error)).toBe('dead-letter');
    expect(await database.client.inboxMessage.count({ where: { id: message.id ?? '' } })).toBe(0);
  });

  it('charges the neighbours of such a message', async () => {
    const { userId } = await openAccount(database.client, { balance: 1_000 });
    const orders = ordersToCharge(3, { userId }) as [ChargeOrder, ChargeOrder, ChargeOrder];
    const bad = { ...message, body: 'no JSON' };
    const handle = createConsumer(database.client);

    const outcomes = await Promise.allSettled(
      [orderMessage(orders[0]), bad, orderMessage(orders[1]), orderMessage(orders[2])].map(handle),
    );

    expect(outcomes.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    ]);
    expect(await balanceOf(database.client, userId)).toBe(700);
  });

  it('waits with an order while the database is away', async () => {
    const client = createClient('postgres://postgres:postgres@127.0.0.1:1/nobody');
    expect(recoveryFor(await errorOf(createConsumer(client)(message)))).toBe('wait');
    await client.$disconnect();
  });

  it('tries again what fails for a reason it does not know', async () => {
    const { client } = database;
    await client.$executeRaw`
      ALTER TABLE payments ADD CONSTRAINT refused_by_test CHECK (false) NOT VALID`;
    const error = await errorOf(createConsumer(client)(message));
    await client.$executeRaw`ALTER TABLE payments DROP CONSTRAINT refused_by_test`;
    expect(recoveryFor(error)).toBe('retry');

    await createConsumer(client)(message);
    expect(await client.payment.count({ where: { orderId: message.id ?? '' } })).toBe(1);
  });
});
