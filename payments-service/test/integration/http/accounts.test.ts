import { rightUserIds } from '@online-shop/test-kit/wrong-values';
import { expectSoundLedger, openAccount } from '../../support/accounts';
import { useApi } from '../../support/api';
import { charge, orderToCharge } from '../../support/orders';

const api = useApi();

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

afterEach(() => expectSoundLedger(api.database.client));

describe('POST /api/payments/accounts', () => {
  it('responds with 201, an empty account exactly as documented, and its Location', async () => {
    const body = { userId: 'X.y_z:d@e-9', currency: 'USD' };
    const answer = await api.createAccount(body).expect(201);

    expect(answer.body).toStrictEqual({
      id: expect.stringMatching(uuidV7),
      ...body,
      balance: 0,
      createdAt: expect.stringMatching(time),
      updatedAt: answer.body.createdAt,
    });
    const { location } = answer.headers;
    expect(location).toBe('/api/payments/accounts/X.y_z:d@e-9');
    expect((await api.get(location ?? '').expect(200)).body).toStrictEqual(answer.body);
  });

  it('creates an account in RUB by default', async () => {
    const { body } = await api.createAccount({ userId: 'rub' }).expect(201);
    expect(body.currency).toBe('RUB');
  });

  it.each(rightUserIds)(
    'creates, charges and returns the account of the user ID %s',
    async (userId) => {
      await api.createAccount({ userId }).expect(201);
      await api.deposit({ userId, amount: 2 }).expect(200);
      const order = orderToCharge({ userId, amount: 1 });
      expect(await charge(api.database.client, order)).toMatchObject([{ reason: null }]);
      const { body } = await api.get(`/api/payments/accounts/${userId}`).expect(200);
      expect(body).toMatchObject({ userId, balance: 1 });
    },
  );

  it('responds with 409 if the user has an account in any currency', async () => {
    const { body: account } = await api.createAccount({ userId: 'one' }).expect(201);
    for (const currency of ['RUB', 'USD']) {
      const { body, type } = await api.createAccount({ userId: 'one', currency }).expect(409);
      expect(type).toBe('application/problem+json');
      expect(body).toMatchObject({ status: 409, type: 'urn:online-shop:problem:account-exists' });
    }
    expect((await api.get('/api/payments/accounts/one')).body).toStrictEqual(account);
  });

  it('creates one account for 20 concurrent requests', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.createAccount({ userId: 'at-once' })),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
  });
});

describe('GET /api/payments/accounts/{userId}', () => {
  it('returns the current account', async () => {
    const { userId, id } = await openAccount(api.database.client, { balance: 500 });
    const [payment] = await charge(api.database.client, orderToCharge({ userId, amount: 200 }));

    const { body } = await api.get(`/api/payments/accounts/${userId}`).expect(200);
    expect(body).toStrictEqual({
      ...{ id, userId, currency: 'RUB', balance: 300 },
      createdAt: expect.stringMatching(time),
      updatedAt: payment?.decidedAt.toISOString(),
    });
  });

  it.each(['nobody', 'ONE', 'ECONNREFUSED-nobody', 'constructors'])(
    'responds with 404 for the user %s without an account',
    async (userId) => {
      const path = `/api/payments/accounts/${userId}`;
      for (const each of [path, `${path}/transactions`]) {
        const answer = await api.get(each).expect(404);
        expect(answer.type).toBe('application/problem+json');
        expect(answer.body).toStrictEqual({
          type: 'urn:online-shop:problem:account-not-found',
          title: expect.stringMatching(/./),
          status: 404,
          detail: expect.stringMatching(/./),
          instance: each,
          correlationId: answer.headers['x-correlation-id'],
        });
      }
    },
  );

  it.each(['%20', '_', 'a%2Fb', '%C3%A9', 'a'.repeat(65)])(
    'rejects the user ID %s',
    async (userId) => {
      const { body } = await api.get(`/api/payments/accounts/${userId}`).expect(400);
      expect(body.errors).toMatchObject([{ in: 'path', path: 'userId' }]);
    },
  );
});

describe('the routes of payments-service', () => {
  it.each([
    ['/api/payments/accounts', ['get', 'put', 'delete', 'options', 'head'], 'POST'],
    ['/api/payments/deposit', ['get', 'patch', 'head'], 'POST'],
    ['/api/payments/accounts/ann', ['post', 'put', 'delete'], 'GET, HEAD'],
    ['/api/payments/accounts/ann/transactions', ['post', 'delete'], 'GET, HEAD'],
    ['/health/ready', ['post'], 'GET, HEAD'],
    ['/openapi.json', ['put'], 'GET, HEAD'],
  ] as const)('%s answers 405 to %j and says what is allowed', async (path, methods, allowed) => {
    for (const method of methods) {
      const { headers } = await api.send(method, path).expect(405);
      expect(headers.allow).toBe(allowed);
    }
  });

  it.each([
    '/',
    '/api/payments',
    '/api/payments/accounts/',
    '/api/Payments/accounts/a',
    '/api/orders',
  ])('%s responds with 404', async (path) => {
    const { body } = await api.get(path).expect(404);
    expect(body).toMatchObject({ type: 'urn:online-shop:problem:route-not-found', status: 404 });
  });

  it('respond to HEAD like to GET, without the body', async () => {
    const { userId } = await openAccount(api.database.client, { balance: 1 });
    const path = `/api/payments/accounts/${userId}`;
    for (const each of [path, `${path}/transactions`]) {
      const get = await api.get(each).expect(200);
      const head = await api.send('head', each).expect(200);
      expect(head.headers['content-length']).toBe(get.headers['content-length']);
      expect(head.text).toBeUndefined();
    }
  });

  it('report whether the service is live and ready', async () => {
    expect((await api.get('/health/live').expect(200)).body).toEqual({ status: 'up' });
    expect((await api.get('/health/ready').expect(200)).body).toStrictEqual({
      ...{ status: 'up', checks: { database: 'up', bus: 'up' } },
    });
  });
});
