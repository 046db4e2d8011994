import { createEvent } from '@online-shop/shared/messages/create-event';
import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import { type Counterpart, startCounterpart } from '@online-shop/test-kit/counterpart';
import { type RunningService, startService } from '@online-shop/test-kit/running-service';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { makeTestDatabase, type TestDatabase } from '@online-shop/test-kit/test-database';
import request from 'supertest';
import { readConfig } from '../../src/config';
import { createService } from '../../src/service';
import { conforms, smallestOrder } from '../support/api';

const nowhere = 'postgres://none:none@127.0.0.1:1/nowhere';

let database: TestDatabase;
let busDatabase: TestDatabase;
let payments: Counterpart;
let service: RunningService;

interface Settings {
  readonly databaseUrl?: string;
  readonly busUrl?: string;
  readonly maxOutboxPending?: number;
}

function start({ databaseUrl, busUrl, maxOutboxPending }: Settings = {}) {
  const config = readConfig({
    DATABASE_URL: databaseUrl ?? database.url,
    BUS_URL: busUrl ?? busDatabase.url,
    ...(maxOutboxPending && { OUTBOX_PENDING_MAX: String(maxOutboxPending) }),
  });
  return startService(createService({ ...config, PORT: 0 }, silentLogger));
}

function post(correlationId: string): Promise<Response> {
  return fetch(`${service.url}/api/orders`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Correlation-Id': correlationId },
    body: JSON.stringify(smallestOrder),
  });
}

async function placeOrder(correlationId = 'of the test'): Promise<{ id: string; status: string }> {
  const response = await post(correlationId);
  expect(response.status).toBe(201);
  return (await response.json()) as { id: string; status: string };
}

/** Resolves with the order when it is no longer NEW. */
async function settledOrder(id: string): Promise<object> {
  for (;;) {
    const response = await fetch(`${service.url}/api/orders/${id}`);
    const order = (await response.json()) as { status: string };
    if (order.status !== 'NEW') return order;
  }
}

async function details() {
  const response = await fetch(`${service.url}/health/details`);
  return (await response.json()) as { outbox: { isAcceptingWrites: boolean } };
}

async function readiness() {
  const response = await fetch(`${service.url}/health/ready`);
  const body = (await response.json()) as { status: string; checks: Record<string, string> };
  return { status: response.status, body };
}

beforeAll(async () => {
  [database, busDatabase] = await Promise.all([
    makeTestDatabase(),
    makeTestDatabase({ migrations: '' }),
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
  const facts = { time: new Date(), trace };
  const data = { ...smallestOrder, currency: 'RUB' };

  it('publishes a placed order and settles it with the payment result', async () => {
    service = await start();
    await service.ready();
    const [paid, declined] = [await placeOrder('one'), await placeOrder('two')];

    const published = [await payments.next(), await payments.next()];
    expect(published).toMatchObject([
      { subject: paid.id, type: 'order.created', correlationid: 'one', data },
      { subject: declined.id, type: 'order.created', correlationid: 'two', data },
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

  it('publishes without waiting for an outbox poll: 40 polls would exceed the test timeout', async () => {
    service = await start();
    await service.ready();
    for (let i = 0; i < 40; i += 1) {
      const { id } = await placeOrder();
      expect(await payments.next()).toMatchObject({ subject: id });
    }
  });

  it('places orders while the bus is unavailable and publishes them when it is available', async () => {
    service = await start({ busUrl: nowhere });
    const order = await placeOrder();
    expect(await readiness()).toEqual({
      ...{ status: 503, body: { status: 'down', checks: { database: 'up', bus: 'down' } } },
    });
    await service.stop();

    service = await start();
    expect(await payments.next()).toMatchObject({ subject: order.id });
  });

  it('rejects orders while its outbox is full, reports it, and accepts orders again afterwards', async () => {
    service = await start({ busUrl: nowhere, maxOutboxPending: 2 });
    const orders = [await placeOrder(), await placeOrder(), await placeOrder()];
    while ((await details()).outbox.isAcceptingWrites);

    const refusal = await post('of one too many');
    expect(refusal.status).toBe(503);
    expect(refusal.headers.get('content-type')).toBe('application/problem+json');
    expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await fetch(`${service.url}/api/orders/${orders[0]?.id}`)).status).toBe(200);
    await request(service.url).get('/health/details').expect(conforms).expect(200);
    expect(await details()).toMatchObject({
      ...{ bus: 'down', orders: { overdue: 0, redriven: 0 }, retention: { deleted: 0 } },
      outbox: { pending: 3, isAcceptingWrites: false },
    });
    await service.stop();

    service = await start({ maxOutboxPending: 2 });
    const published = [await payments.next(), await payments.next(), await payments.next()];
    expect(published.map(({ subject }) => subject).toSorted()).toEqual(
      orders.map(({ id }) => id).toSorted(),
    );
    while (!(await details()).outbox.isAcceptingWrites);
    const { id } = await placeOrder();
    expect(await payments.next()).toMatchObject({ subject: id });
  });

  it('keeps running and reports not ready while its database is unavailable', async () => {
    service = await start({ databaseUrl: nowhere });
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    const { status, body } = await readiness();
    expect(status).toBe(503);
    expect(body.checks.database).toBe('down');
  });

  it('publishes every placed order before it stops', async () => {
    service = await start();
    await service.ready();
    const orders = await Promise.all(Array.from({ length: 20 }, () => placeOrder()));
    await service.stop();

    const published = await Promise.all(orders.map(() => payments.next()));
    expect(published.map(({ subject }) => subject).toSorted()).toEqual(
      orders.map(({ id }) => id).toSorted(),
    );
    await expect(fetch(`${service.url}/health/live`)).rejects.toThrow();
  });
});
