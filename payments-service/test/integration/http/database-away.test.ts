import { startTestPostgres, type TestPostgres } from '@online-shop/servers/test-postgres';
import { makeTestDatabase } from '@online-shop/test-kit/test-database';
import type { Express } from 'express';
import request, { type Response } from 'supertest';
import type { Database } from '../../../src/db/prisma';
import { balanceOf, expectSoundLedger } from '../../support/accounts';
import { conforms, createPaymentsApp } from '../../support/api';
import { createClient } from '../../support/database';

/** One request per route. */
function requestAll(app: Express): Promise<Response[]> {
  return Promise.all([
    request(app).post('/api/payments/accounts').send({ userId: 'bob' }),
    request(app).post('/api/payments/deposit').send({ userId: 'ann', amount: 1 }),
    request(app).get('/api/payments/accounts/ann'),
    request(app).get('/api/payments/accounts/ann/transactions'),
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

describe('payments-service while its database is unavailable', () => {
  it('responds with 503 and Retry-After, without internal details', async () => {
    const client = createClient('postgres://postgres:postgres@127.0.0.1:1/nobody');
    const app = createPaymentsApp(client);
    expectUnavailable(await requestAll(app));
    await request(app).post('/api/payments/deposit').send({}).expect(400);
    await client.$disconnect();
  });
});

describe('payments-service whose database is stopped and started', () => {
  let server: TestPostgres;
  let client: Database;
  let app: Express;

  beforeAll(async () => {
    server = await startTestPostgres();
    const { url } = await makeTestDatabase({ server: server.url() });
    client = createClient(url);
    app = createPaymentsApp(client);
    await request(app).post('/api/payments/accounts').send({ userId: 'ann' }).expect(201);
  });
  afterAll(async () => {
    await client.$disconnect();
    await server.close();
  });

  it('keeps every confirmed deposit, once per key, if the database stops during requests', async () => {
    const answered = new Set<string>();
    const unknown = new Set<string>();
    const statuses = new Set<number>();
    const depositOnce = async (key: string) => {
      const { status } = await request(app)
        .post('/api/payments/deposit')
        .set('Idempotency-Key', key)
        .send({ userId: 'ann', amount: 1 });
      statuses.add(status);
      (status === 200 ? answered : unknown).add(key);
    };
    await Promise.all(
      Array.from({ length: 8 }, async (_, worker) => {
        for (let i = 0; unknown.size === 0; i += 1) {
          await depositOnce(`${worker}-${i}`);
          if (answered.size === 50) await server.stop('immediate');
        }
      }),
    );
    expectUnavailable(await requestAll(app));
    await server.start();

    const balance = await balanceOf(client, 'ann');
    expect(balance).toBeGreaterThanOrEqual(answered.size);
    for (const key of [...unknown, ...answered]) await depositOnce(key);
    expect(await balanceOf(client, 'ann')).toBe(answered.size);
    expect([...statuses].toSorted()).toEqual([200, 503]);
    await expectSoundLedger(client);
  });
});
