import { startTestPostgres, type TestPostgres } from '@online-shop/servers/test-postgres';
import { makeTestDatabase } from '@online-shop/test-kit/test-database';
import type { Express } from 'express';
import request, { type Response } from 'supertest';
import type { Database } from '../../../src/db/prisma';
import { conforms, createOrdersApp, smallestOrder } from '../../support/api';
import { createClient } from '../../support/database';

/** One request per route, and one with an Idempotency-Key. */
function requestAll(app: Express): Promise<Response[]> {
  return Promise.all([
    request(app).post('/api/orders').send(smallestOrder),
    request(app).post('/api/orders').send(smallestOrder).set('Idempotency-Key', 'k'),
    request(app).get('/api/orders/00000000-0000-7000-8000-000000000000'),
    request(app).get('/api/orders/user/ann'),
  ]);
}

function expectUnavailable(answers: readonly Response[]): void {
  for (const answer of answers) {
    conforms(answer);
    expect(answer.status).toBe(503);
    expect(answer.type).toBe('application/problem+json');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(answer.text).not.toMatch(/127\.0\.0\.1|postgres|prisma|SELECT|ECONN/i);
  }
}

describe('orders-service while its database is unavailable', () => {
  let client: Database;
  afterEach(() => client.$disconnect());

  it('responds with 503 and Retry-After if the connection is refused, without internal details', async () => {
    client = createClient('postgres://postgres:postgres@127.0.0.1:1/nobody');
    expectUnavailable(await requestAll(createOrdersApp(client)));
  });

  it('still validates requests', async () => {
    client = createClient('postgres://postgres:postgres@127.0.0.1:1/nobody');
    const app = createOrdersApp(client);
    await request(app).post('/api/orders').send({}).expect(400);
    await request(app).get('/api/orders/no-uuid').expect(404);
  });
});

describe('orders-service whose database is stopped and started', () => {
  let server: TestPostgres;
  let client: Database;
  let app: Express;

  beforeAll(async () => {
    server = await startTestPostgres();
    const { url } = await makeTestDatabase({ server: server.url() });
    client = createClient(url);
    app = createOrdersApp(client);
  });
  afterAll(async () => {
    await client.$disconnect();
    await server.close();
  });

  it.each(['fast', 'immediate'] as const)(
    'responds with 503 while it is stopped and with 201 before and after (%s)',
    async (mode) => {
      await request(app).post('/api/orders').send(smallestOrder).expect(201);
      await server.stop(mode);
      expectUnavailable(await requestAll(app));
      await server.start();
      await request(app).post('/api/orders').send(smallestOrder).expect(201);
    },
  );

  it('keeps every order that got 201 if the database stops during requests', async () => {
    const placed: string[] = [];
    let isUp = true;
    const statuses = new Set<number>();
    const placing = Array.from({ length: 8 }, async () => {
      while (isUp) {
        const { status, body } = await request(app).post('/api/orders').send(smallestOrder);
        statuses.add(status);
        if (status === 201) placed.push(body.id);
        if (status === 503) isUp = false;
        if (placed.length === 50) await server.stop('immediate');
      }
    });
    await Promise.all(placing);
    await server.start();

    expect([...statuses].toSorted()).toEqual([201, 503]);
    const where = { id: { in: placed } };
    expect(await client.order.count({ where })).toBe(placed.length);
    expect(await client.outboxMessage.count({ where: { subject: { in: placed } } })).toBe(
      placed.length,
    );
  });
});
