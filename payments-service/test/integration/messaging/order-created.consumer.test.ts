import { createTransactionBatcher } from '@online-shop/shared/batching/transaction-batcher';
import type { IncomingMessage } from '@online-shop/shared/bus/bus';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import fc from 'fast-check';
import { type ChargeOrder, chargeOrders } from '../../../src/accounts/charge-orders';
import type { Database } from '../../../src/db/prisma';
import { createOrderCreatedHandler } from '../../../src/messaging/order-created.consumer';
import { recoveryFor } from '../../../src/messaging/recovery';
import { balanceOf, expectSoundLedger, openAccount } from '../../support/accounts';
import { createClient, useDatabase } from '../../support/database';
import { findResult, orderMessage, ordersToCharge, orderToCharge } from '../../support/orders';

const database = useDatabase();

/** Creates a consumer like the service. Messages that arrive in one turn share a transaction. */
function createConsumer(client: Database) {
  const limits = { maxBatchSize: 200, maxBacklog: 5_000 };
  const charging = createTransactionBatcher({ client, work: chargeOrders, ...limits });
  return createOrderCreatedHandler(charging.submit);
}

async function errorOf(consuming: Promise<unknown>): Promise<unknown> {
  return consuming.then(
    () => 'no error',
    (error: unknown) => error,
  );
}

/** Returns the message with some fields of its event changed. */
function changed(message: IncomingMessage, changes: object): IncomingMessage {
  return { ...message, body: JSON.stringify({ ...JSON.parse(message.body), ...changes }) };
}

afterEach(() => expectSoundLedger(database.client));

describe('order.created consumer', () => {
  it('charges the order and copies its trace into the result', async () => {
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

  it('returns the decision, also for a repeated message', async () => {
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

  it('charges each order of one turn once', async () => {
    const { userId } = await openAccount(database.client, { balance: 10_000 });
    const messages = ordersToCharge(50, { userId }).map(orderMessage);
    const handle = createConsumer(database.client);

    await Promise.all([...messages, ...messages].map(handle));

    expect(await balanceOf(database.client, userId)).toBe(5_000);
  });

  it('accepts unknown CloudEvents attributes and copies none of them', async () => {
    const anyText = fc.string({ unit: fc.constantFrom('a', '"', '\0', '\ud800', '\u001b') });
    const attributes = fc.dictionary(fc.stringMatching(/^x[a-z]{1,9}$/), anyText);
    await fc.assert(
      fc.asyncProperty(attributes, async (unknown) => {
        const order = orderToCharge({ userId: 'nobody' });
        await createConsumer(database.client)(changed(orderMessage(order), unknown));

        const { row, event } = await findResult(database.client, order);
        expect(Object.keys(event).filter((name) => name in unknown)).toEqual([]);
        // With `json`, reading a text fails on NUL and on lone surrogates. With `jsonb`, the insert
        // fails.
        await database.client.$queryRaw`SELECT ${row.body}::jsonb`;
      }),
      { numRuns: 30 },
    );
  });
});

describe('order.created consumer, given an invalid message', () => {
  const message = orderMessage(orderToCharge());
  const { data } = JSON.parse(message.body);

  it.each<[string, IncomingMessage]>([
    ['that is not JSON', { ...message, body: '{"id":' }],
    ['that is empty', { ...message, body: '' }],
    ['of another type', changed(message, { type: 'payment.completed' })],
    ['of another version', changed(message, { dataschema: '/schemas/order.created/2' })],
    ['without an ID', changed(message, { id: undefined })],
    ['with an ID that is not a UUID', changed(message, { id: 'x' })],
    ['with an upper-case ID', changed(message, { id: createId().toUpperCase() })],
    ['with the ID of another order', changed(message, { id: createId() })],
    ['from another source', changed(message, { source: '/payments-service' })],
    ['without a subject', changed(message, { subject: null })],
    ['with an amount of zero', changed(message, { data: { ...data, amount: 0 } })],
    ['with a fraction as amount', changed(message, { data: { ...data, amount: 1.5 } })],
    ['with a text as amount', changed(message, { data: { ...data, amount: '1' } })],
    ['with an amount beyond the maximum', changed(message, { data: { ...data, amount: 1e12 } })],
    ['with a currency in lower case', changed(message, { data: { ...data, currency: 'rub' } })],
    [
      'with a currency that is not in ISO 4217',
      changed(message, { data: { ...data, currency: 'ABC' } }),
    ],
    [
      'with a lone surrogate in the user ID',
      changed(message, { data: { ...data, userId: 'a\ud800' } }),
    ],
    ['with NUL in the trace context', changed(message, { traceparent: 'x\0y' })],
    ['with NUL in the correlation ID', changed(message, { correlationid: 'x\0y' })],
    ['with an empty user ID', changed(message, { data: { ...data, userId: '' } })],
    ['with an unknown field in data', changed(message, { data: { ...data, discount: 1 } })],
  ])('dead-letters a message %s', async (_, bad) => {
    const error = await errorOf(createConsumer(database.client)(bad));
    expect(error).toMatchObject({ name: 'InvalidMessageError' });
    expect(recoveryFor(error)).toBe('dead-letter');
    expect(
      await database.client.inboxMessage.count({
        where: { subject: JSON.parse(message.body).subject },
      }),
    ).toBe(0);
  });

  it('charges the valid orders of the same batch', async () => {
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

  it('chooses the recovery wait while the database is unavailable', async () => {
    const client = createClient('postgres://postgres:postgres@127.0.0.1:1/nobody');
    expect(recoveryFor(await errorOf(createConsumer(client)(message)))).toBe('wait');
    await client.$disconnect();
  });

  it('retries after an unknown error', async () => {
    const { client } = database;
    await client.$executeRaw`
      ALTER TABLE payments ADD CONSTRAINT refused_by_test CHECK (false) NOT VALID`;
    const error = await errorOf(createConsumer(client)(message));
    await client.$executeRaw`ALTER TABLE payments DROP CONSTRAINT refused_by_test`;
    expect(recoveryFor(error)).toBe('retry');

    await createConsumer(client)(message);
    expect(
      await client.payment.count({ where: { orderId: JSON.parse(message.body).subject } }),
    ).toBe(1);
  });
});
