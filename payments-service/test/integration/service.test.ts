import { createId } from '@online-shop/shared/ids/uuid-v7';
import { createEvent } from '@online-shop/shared/messages/create-event';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import { type Counterpart, startCounterpart } from '@online-shop/test-kit/counterpart';
import { type RunningService, startService } from '@online-shop/test-kit/running-service';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { makeTestDatabase, type TestDatabase } from '@online-shop/test-kit/test-database';
import request from 'supertest';
import { readConfig } from '../../src/config';
import { createService } from '../../src/service';
import { conforms } from '../support/api';
import { createClient } from '../support/database';

const nowhere = 'postgres://none:none@127.0.0.1:1/nowhere';

let database: TestDatabase;
let busDatabase: TestDatabase;
let orders: Counterpart;
let service: RunningService;

function start({ databaseUrl = database.url, busUrl = busDatabase.url } = {}) {
  const config = readConfig({ DATABASE_URL: databaseUrl, BUS_URL: busUrl });
  return startService(createService({ ...config, PORT: 0 }, silentLogger));
}

async function post(path: string, body: object): Promise<void> {
  const response = await fetch(`${service.url}/api/payments/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
}

async function balanceOf(userId: string): Promise<number> {
  const response = await fetch(`${service.url}/api/payments/accounts/${userId}`);
  return ((await response.json()) as { balance: number }).balance;
}

async function outbox() {
  const response = await fetch(`${service.url}/health/details`);
  const details = (await response.json()) as {
    outbox: { isAcceptingWrites: boolean; measuredAt: string };
  };
  return details.outbox;
}

/** Resolves after this number of further outbox measurements (one per second). */
async function afterMeasurements(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const { measuredAt } = await outbox();
    while ((await outbox()).measuredAt === measuredAt);
  }
}

function orderOf(userId: string, amount: number) {
  const trace = { correlationId: 'of the test' };
  const facts = { orderId: createId(), time: new Date(), trace };
  return createEvent(orderCreated, { ...facts, data: { userId, amount, currency: 'RUB' } });
}

beforeAll(async () => {
  [database, busDatabase] = await Promise.all([
    makeTestDatabase(),
    makeTestDatabase({ migrations: '' }),
  ]);
  orders = await startCounterpart({
    ...{ busUrl: busDatabase.url, queue: 'orders.payment-results', publishes: ['order.created'] },
    consumes: ['payment.completed', 'payment.failed'],
  });
});
afterEach(() => service.stop());
afterAll(async () => {
  await orders.stop();
  await Promise.all([database.drop(), busDatabase.drop()]);
});

describe('payments-service', () => {
  it('charges a received order and publishes the result', async () => {
    service = await start();
    await service.ready();
    await post('accounts', { userId: 'ann' });
    await post('deposit', { userId: 'ann', amount: 100 });
    const [paid, declined] = [orderOf('ann', 70), orderOf('ann', 70)];

    await orders.publish(paid);
    expect(await orders.next()).toMatchObject({
      ...{ type: 'payment.completed', subject: paid.subject, correlationid: 'of the test' },
    });
    await orders.publish(declined);
    expect(await orders.next()).toMatchObject({
      ...{ type: 'payment.failed', subject: declined.subject },
      data: { reason: 'INSUFFICIENT_FUNDS' },
    });
    expect(await balanceOf('ann')).toBe(30);
  });

  it('publishes without waiting for an outbox poll: 40 polls would exceed the test timeout', async () => {
    service = await start();
    for (let i = 0; i < 40; i += 1) {
      const order = orderOf('nobody', 1);
      await orders.publish(order);
      expect(await orders.next()).toMatchObject({ subject: order.subject });
    }
  });

  it('publishes the result of a repeated order again and charges nothing more', async () => {
    service = await start();
    await service.ready();
    await post('accounts', { userId: 'bob' });
    await post('deposit', { userId: 'bob', amount: 100 });
    const order = orderOf('bob', 70);

    await orders.publish(order);
    const first = await orders.next();
    await orders.publish(order);
    expect(await orders.next()).toEqual(first);
    expect(await balanceOf('bob')).toBe(30);
  });

  it('charges orders that were published while it was stopped', async () => {
    const order = orderOf('nobody', 1);
    await orders.publish(order);
    service = await start();
    expect(await orders.next()).toMatchObject({ subject: order.subject, type: 'payment.failed' });
  });

  it('keeps an order while its database is unavailable and charges it afterwards', async () => {
    const order = orderOf('nobody', 1);
    service = await start({ databaseUrl: nowhere });
    await orders.publish(order);
    const response = await fetch(`${service.url}/health/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ checks: { database: 'down' } });
    await service.stop();

    service = await start();
    expect(await orders.next()).toMatchObject({ subject: order.subject });
  });

  it('keeps received orders unprocessed while its outbox is full', async () => {
    const client = createClient(database.url);
    const id = createId();
    // A message of an unroutable type that is two hours old.
    const createdAt = new Date(Date.now() - 7_200_000);
    const data = { id, type: 'never.taken', correlationId: 'x', body: '{}', createdAt };
    await client.outboxMessage.create({ data });
    service = await start();
    while ((await outbox()).isAcceptingWrites);
    await request(service.url).get('/health/details').expect(conforms).expect(200);
    await post('accounts', { userId: 'dan' });

    const order = orderOf('dan', 1);
    await orders.publish(order);
    await afterMeasurements(2);
    expect(await client.payment.count({ where: { orderId: order.subject } })).toBe(0);

    await client.outboxMessage.delete({ where: { id } });
    expect(await orders.next()).toMatchObject({ subject: order.subject });
    await client.$disconnect();
  });

  it('serves accounts while the bus is unavailable', async () => {
    service = await start({ busUrl: nowhere });
    await post('accounts', { userId: 'cem' });
    expect(await balanceOf('cem')).toBe(0);
    const response = await fetch(`${service.url}/health/ready`);
    expect(await response.json()).toEqual({
      ...{ status: 'down', checks: { database: 'up', bus: 'down' } },
    });
  });
});
