import { type Counterpart, startCounterpart } from '@online-shop/local/testing/counterpart';
import { type RunningService, startService } from '@online-shop/local/testing/running-service';
import { silentLogger } from '@online-shop/local/testing/silent-logger';
import { createTestDatabase, type TestDatabase } from '@online-shop/local/testing/test-database';
import { createEvent } from '@online-shop/shared/messages/create-event';
import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import { readConfig } from '../../src/config';
import { createService } from '../../src/service';
import { smallestOrder } from '../support/api';

const nowhere = 'postgres://nobody:nobody@127.0.0.1:1/nowhere';

let database: TestDatabase;
let busDatabase: TestDatabase;
let payments: Counterpart;
let service: RunningService;

function start({ databaseUrl = database.url, busUrl = busDatabase.url } = {}) {
  const config = readConfig({ DATABASE_URL: databaseUrl, BUS_URL: busUrl });
  return startService(createService({ ...config, PORT: 0 }, silentLogger));
}

async function placeOrder(correlationId = 'of the test'): Promise<{ id: string; status: string }> {
  const response = await fetch(`${service.url}/api/orders`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Correlation-Id': correlationId },
    body: JSON.stringify(smallestOrder),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as { id: string; status: string };
}

/** Answers the order once it is no longer NEW. */
async function settledOrder(id: string): Promise<object> {
  for (;;) {
    const response = await fetch(`${service.url}/api/orders/${id}`);
    const order = (await response.json()) as { status: string };
    if (order.status !== 'NEW') return order;
  }
}

async function readiness() {
  const response = await fetch(`${service.url}/health/ready`);
  const body = (await response.json()) as { status: string; checks: Record<string, string> };
  return { status: response.status, body };
}

beforeAll(async () => {
  [database, busDatabase] = await Promise.all([
    createTestDatabase(),
    createTestDatabase({ migrations: '' }),
  ]);
  payments = await startCounterpart({
    ...{ busUrl: busDatabase.url, queue: 'payments.order-created', consumes: ['order.created'] },
    publishes: ['payment.completed', 'payment.failed'],
  });
});
afterEach(() => service.stop());
afterAll(async () => {
  await payments.stop();
  await Promise.all([database.drop(), busDatabase.drop()]);
});

describe('orders-service', () => {
  const trace = { correlationId: 'of a payment' };
  const facts = { source: '/payments-service', time: new Date(), trace };
  const data = { ...smallestOrder, currency: 'RUB' };

  it('tells of an order that it was given, and settles it with the result', async () => {
    service = await start();
    await service.ready();
    const [paid, declined] = [await placeOrder('one'), await placeOrder('two')];

    const told = [await payments.next(), await payments.next()];
    expect(told).toMatchObject([
      { id: paid.id, type: 'order.created', correlationid: 'one', data },
      { id: declined.id, type: 'order.created', correlationid: 'two', data },
    ]);

    const reason = 'INSUFFICIENT_FUNDS';
    const failure = { ...facts, orderId: declined.id, data: { ...data, reason } as const };
    await payments.publish(createEvent(paymentCompleted, { ...facts, orderId: paid.id, data }));
    await payments.publish(createEvent(paymentFailed, failure));

    expect(await settledOrder(paid.id)).toMatchObject({ status: 'FINISHED', statusReason: null });
    expect(await settledOrder(declined.id)).toMatchObject({
      ...{ status: 'CANCELLED', statusReason: reason },
    });
  });

  it('waits for no poll of its outbox: 40 in a row would take longer than a test may', async () => {
    service = await start();
    await service.ready();
    for (let i = 0; i < 40; i += 1) {
      const { id } = await placeOrder();
      expect(await payments.next()).toMatchObject({ id });
    }
  });

  it('takes orders while the bus is away, and tells of them once it is there', async () => {
    service = await start({ busUrl: nowhere });
    const order = await placeOrder();
    expect(await readiness()).toEqual({
      ...{ status: 503, body: { status: 'down', checks: { database: 'up', bus: 'down' } } },
    });
    await service.stop();

    service = await start();
    expect(await payments.next()).toMatchObject({ id: order.id });
  });

  it('stays up while its database is away, and says so', async () => {
    service = await start({ databaseUrl: nowhere });
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    const { status, body } = await readiness();
    expect(status).toBe(503);
    expect(body.checks.database).toBe('down');
  });

  it('has told of every order that it answered by the time it has stopped', async () => {
    service = await start();
    await service.ready();
    const orders = await Promise.all(Array.from({ length: 20 }, () => placeOrder()));
    await service.stop();

    const told = await Promise.all(orders.map(() => payments.next()));
    expect(told.map(({ id }) => id).toSorted()).toEqual(orders.map(({ id }) => id).toSorted());
    await expect(fetch(`${service.url}/health/live`)).rejects.toThrow();
  });
});
