import { openConnection } from '@online-shop/test-kit/raw-connection';
import request from 'supertest';
import { idempotencyKey, userIdInPath } from '../../../src/http/fields';
import { jsonBody } from '../../../src/http/json-body';
import { pageQuery } from '../../../src/http/page';
import { requestBody } from '../../../src/http/request-body';
import { validate } from '../../../src/http/validation';
import { encodeCursor } from '../../../src/pagination/cursor';
import { amount } from '../../../src/values/amount';
import { currency } from '../../../src/values/currency';
import { optional } from '../../../src/values/field';
import { userId } from '../../../src/values/user-id';
import { type RunningService, startService } from '../../support/http-service';

let service: RunningService;

const things = { nameOf: (userId: string) => `/users/${userId}`, isPosition: () => true };
const cursor = encodeCursor({ list: '/users/u', position: '7' });

beforeAll(async () => {
  service = await startService((app) => {
    const body = requestBody({ userId, amount, currency: optional(currency, 'RUB') });
    const rules = validate(...body.chains, idempotencyKey());
    app.post('/things', jsonBody(), rules, (req, res) => {
      res.status(201).json(req.body);
    });
    app.get('/users/:userId', validate(userIdInPath(), ...pageQuery(things)), (_req, res) => {
      res.json({});
    });
  });
});

afterAll(() => service.server.stop());

const good = { userId: 'user-1', amount: 100 };

const post = (body: unknown) =>
  request(service.url)
    .post('/things')
    .set('Content-Type', 'application/json')
    .send(typeof body === 'string' ? body : JSON.stringify(body));

const pathsOf = (body: { errors?: { in: string; path: string }[] }) =>
  body.errors?.map((error) => `${error.in}:${error.path}`);

describe('the fields of a body', () => {
  it.each([
    good,
    { ...good, currency: 'RUB' },
    { ...good, amount: 999_999_999_999 },
    { ...good, userId: 'A'.repeat(64) },
    { ...good, userId: '@.-_:7' },
  ])('are accepted if they are valid: %j', async (body) => {
    await post(body).expect(201, body);
  });

  it('are validated after JSON parsing', async () => {
    await post('{"userId":"u","amount":1e2}').expect(201, { userId: 'u', amount: 100 });
    await post('{"userId":"u","amount":1.0}').expect(201, { userId: 'u', amount: 1 });
  });

  it.each<unknown>([
    '10',
    0,
    -1,
    1.5,
    1e12,
    9007199254740992,
    null,
    true,
    [10],
    [10, 20],
    {},
    { valueOf: 1 },
  ])('reject the amount %j', async (amount) => {
    const { status, body } = await post({ ...good, amount });
    expect(status).toBe(400);
    expect(pathsOf(body)).toEqual(['body:amount']);
  });

  it.each(['usd', 'US', 'USDX', '', 'ZZZ', 'XXX', 'DEM', null, 7, ['USD'], 'USD\n'])(
    'reject the currency %j',
    async (currency) => {
      const { status, body } = await post({ ...good, currency });
      expect(status).toBe(400);
      expect(pathsOf(body)).toEqual(['body:currency']);
    },
  );

  it.each(['', ' ', '...', 'a b', 'a'.repeat(65), 'é', 'a\n', null, 5, ['a'], { a: 1 }])(
    'reject the userId %j',
    async (userId) => {
      const { status, body } = await post({ ...good, userId });
      expect(status).toBe(400);
      expect(pathsOf(body)).toEqual(['body:userId']);
    },
  );

  it('are all reported together if they are invalid', async () => {
    const { body } = await post({ amount: '1', currency: null, extra: 1, 'a.b': 2 });
    expect(pathsOf(body)).toEqual([
      'body:userId',
      'body:amount',
      'body:currency',
      'body:extra',
      'body:a.b',
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', '', '*'])(
    'do not include %j with any value',
    async (name) => {
      for (const value of ['1', 'null', '{}', '{"isAdmin":true}']) {
        const { status, body } = await post(
          `{"userId":"u","amount":1,${JSON.stringify(name)}:${value}}`,
        );
        expect(status).toBe(400);
        expect(pathsOf(body)).toEqual([`body:${name}`]);
      }
    },
  );
});

describe('a body', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON;charset="UTF-8"',
  ])('is accepted with the content type %s', async (type) => {
    await post(good).set('Content-Type', type).expect(201);
  });

  it.each([
    'text/plain',
    'application/json; charset=latin1',
    'application/json; charset',
    'application/problem+json',
    'application/jsonx',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    ',',
  ])('is rejected with 415 with the content type %s', async (type) => {
    const { status, body } = await post(good).set('Content-Type', type);
    expect(status).toBe(415);
    expect(body.type).toBe('urn:online-shop:problem:unsupported-media-type');
  });

  it('is rejected with 415 if it has no content type', async () => {
    const connection = await openConnection(service.port);
    connection.send('POST /things HTTP/1.1', 'Host: x', 'Content-Length: 2', '', '{}');
    expect((await connection.readAnswer()).status).toBe(415);
    connection.socket.destroy();
  });

  it('is rejected with 415 if it has a content encoding', async () => {
    await post(good).set('Content-Encoding', 'gzip').expect(415);
  });

  it.each([
    '{',
    '{"a":1,}',
    'nonsense',
    '[]',
    'null',
    '"text"',
    '7',
    '\ufeff{}',
    '{"a":NaN}',
    "{'a':1}",
  ])('is rejected as unreadable: %s', async (text) => {
    const { status, body } = await post(text);
    expect(status).toBe(400);
    expect(body.type).toBe('urn:online-shop:problem:unreadable-body');
    expect(body.errors).toEqual([{ in: 'body', path: '', message: expect.any(String) }]);
  });

  it('is rejected as unreadable if it is not UTF-8', async () => {
    const connection = await openConnection(service.port);
    const body = '{"userId":"\xff","amount":1}';
    connection.send(
      'POST /things HTTP/1.1',
      'Host: x',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      '',
      body,
    );
    const answer = await connection.readAnswer();
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('UTF-8');
    connection.socket.destroy();
  });

  it('is reported as lacking every required field if it is missing', async () => {
    const response = await fetch(`${service.url}/things`, { method: 'POST' });
    expect(response.status).toBe(400);
    const problem = (await response.json()) as { errors: { in: string; path: string }[] };
    expect(pathsOf(problem)).toEqual(['body:userId', 'body:amount']);
  });

  it('is accepted up to 100 kB and rejected with 413 beyond', async () => {
    const padded = (bytes: number) => {
      const body = JSON.stringify(good);
      return body + ' '.repeat(bytes - body.length);
    };
    await post(padded(100 * 1024)).expect(201);
    await post(padded(100 * 1024 + 1)).expect(413);
  });

  it('is rejected with 400 if it is nested 50 000 levels deep', async () => {
    const depth = 50_000;
    await post(`{"userId":${'['.repeat(depth)}${']'.repeat(depth)},"amount":1}`).expect(400);
  });
});

describe('the idempotency key', () => {
  const withKeys = async (...keys: string[]) => {
    const connection = await openConnection(service.port);
    const body = JSON.stringify(good);
    connection.send(
      'POST /things HTTP/1.1',
      'Host: x',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      ...keys.map((key) => `Idempotency-Key: ${key}`),
      '',
      body,
    );
    const answer = await connection.readAnswer();
    connection.socket.destroy();
    return answer;
  };

  it.each(['k', 'x'.repeat(255), 'a, b', '~!'])('may be %j', async (key) => {
    expect((await withKeys(key)).status).toBe(201);
  });

  it.each(['', 'x'.repeat(256), 'caf\xe9', 'a\tb'])('may not be %j', async (key) => {
    const answer = await withKeys(key);
    expect(answer.status).toBe(400);
    expect(pathsOf(JSON.parse(answer.body))).toEqual(['header:idempotency-key']);
  });

  it('may not be repeated', async () => {
    expect((await withKeys('a', 'b')).status).toBe(400);
    expect((await withKeys('a', 'a')).status).toBe(400);
  });
});

describe('path and query', () => {
  const get = (path: string) => request(service.url).get(path);

  it.each(['', '?limit=1', '?limit=200', `?limit=50&cursor=${cursor}`])(
    'accept %j',
    async (query) => {
      await get(`/users/u${query}`).expect(200);
    },
  );

  it.each([
    'limit=0',
    'limit=201',
    'limit=',
    'limit=-1',
    'limit=1.5',
    'limit=1e1',
    'limit=%201',
    'limit=x',
    'limit=+5',
    'limit=0x10',
    'limit=5&limit=5',
    'limit=99999999999999999999',
  ])('reject %s', async (query) => {
    const { status, body } = await get(`/users/u?${query}`);
    expect(status).toBe(400);
    expect(pathsOf(body)).toEqual(['query:limit']);
  });

  it.each([
    { cursor: 'that is empty', query: 'cursor=' },
    { cursor: 'that is repeated', query: 'cursor=a&cursor=b' },
    { cursor: 'with a blank', query: 'cursor=a%20b' },
    { cursor: 'of 513 characters', query: `cursor=${'a'.repeat(513)}` },
  ])('reject a cursor $cursor', async ({ query }) => {
    const { status, body } = await get(`/users/u?${query}`);
    expect(status).toBe(400);
    expect(pathsOf(body)).toEqual(['query:cursor']);
  });

  it('report an invalid userId', async () => {
    const { status, body } = await get('/users/a%20b?limit=0');
    expect(status).toBe(400);
    expect(pathsOf(body)).toEqual(['path:userId', 'query:limit']);
  });
});
