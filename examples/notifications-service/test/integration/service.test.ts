import { createId } from '@online-shop/shared/ids/uuid-v7';
import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import { type Counterpart, startCounterpart } from '@online-shop/test-kit/counterpart';
import { createConformanceCheck } from '@online-shop/test-kit/openapi-conformance';
import { type RunningService, startService } from '@online-shop/test-kit/running-service';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { makeTestDatabase, type TestDatabase } from '@online-shop/test-kit/test-database';
import request from 'supertest';
import { readConfig } from '../../src/config';
import { openApiDocument } from '../../src/http/openapi';
import { createService } from '../../src/service';
import { paymentResult } from '../support/payment-results';

const conforms = createConformanceCheck(openApiDocument);
let database: TestDatabase;
let busDatabase: TestDatabase;
let payments: Counterpart;
let service: RunningService;

beforeAll(async () => {
  [database, busDatabase] = await Promise.all([makeTestDatabase(), makeTestDatabase()]);
  const config = readConfig({ DATABASE_URL: database.url, BUS_URL: busDatabase.url });
  service = await startService(createService({ ...config, PORT: 0 }, silentLogger));
  const publishes = [paymentCompleted.type, paymentFailed.type];
  payments = await startCounterpart({
    busUrl: busDatabase.url,
    queue: 'payments.order-created',
    consumes: [],
    publishes,
  });
  await service.ready();
});
afterAll(async () => {
  await service.stop();
  await payments.stop();
  await Promise.all([database.drop(), busDatabase.drop()]);
});

async function get(query = '') {
  const path = `/api/notifications/ann${query}`;
  const { body } = await request(service.url).get(path).expect(conforms).expect(200);
  return body as { items: { orderId: string; text: string }[]; nextCursor: string | null };
}

describe('notifications-service', () => {
  it('lists the notifications of a user, newest first, page by page', async () => {
    const [first, second] = [createId(), createId()];
    await payments.publish(paymentResult(paymentCompleted, first));
    while ((await get()).items.length === 0);
    await payments.publish(paymentResult(paymentFailed, second));
    while ((await get()).items.length === 1);

    const { items } = await get();
    expect(items.map(({ orderId }) => orderId)).toEqual([second, first]);
    const page = await get('?limit=1');
    expect(page.items).toEqual(items.slice(0, 1));
    const last = await get(`?limit=1&cursor=${page.nextCursor}`);
    expect(last).toEqual({ items: items.slice(1), nextCursor: null });
  });

  it('rejects an invalid user ID and an unknown method', async () => {
    await request(service.url).get('/api/notifications/!').expect(conforms).expect(400);
    await request(service.url).post('/api/notifications/ann').expect(405);
  });

  it('reports its figures as its OpenAPI document describes them', async () => {
    await request(service.url).get('/health/details').expect(conforms).expect(200);
  });
});
