import {
  unknownFields,
  unreadableBodies,
  wrongAmounts,
  wrongCurrencies,
  wrongUserIds,
} from '@online-shop/test-kit/wrong-values';
import { smallestOrder, useApi } from '../../support/api';

const api = useApi();

/** The fields that the 400 response lists. */
async function wrongFieldsOf(body: string, headers = {}): Promise<string[]> {
  const answer = await api.post(body, headers).expect(400);
  expect(answer.type).toBe('application/problem+json');
  expect(answer.body).toStrictEqual({
    type: 'urn:online-shop:problem:validation',
    title: expect.stringMatching(/./),
    status: 400,
    detail: expect.stringMatching(/./),
    instance: '/api/orders',
    correlationId: answer.headers['x-correlation-id'],
    errors: expect.any(Array),
  });
  return answer.body.errors.map((error: Record<string, string>) => {
    expect(error).toStrictEqual({
      ...{ in: expect.any(String), path: expect.any(String), message: expect.stringMatching(/./) },
    });
    return `${error.in} ${error.path}`;
  });
}

const withField = (field: string, json: string) =>
  `{${Object.entries({ userId: '"ann"', amount: '1', [field]: json })
    .map(([name, value]) => `"${name}":${value}`)
    .join()}}`;

afterEach(async () => {
  const { order, outboxMessage, idempotencyRecord } = api.database.client;
  const counts = [order.count(), outboxMessage.count(), idempotencyRecord.count()];
  expect(await Promise.all(counts)).toEqual([0, 0, 0]);
});

describe('POST /api/orders inserts no row and rejects a request', () => {
  it.each(wrongAmounts)('with the amount %s', async (json) => {
    expect(await wrongFieldsOf(withField('amount', json))).toEqual(['body amount']);
  });

  it.each(wrongUserIds)('with the user ID %s', async (json) => {
    expect(await wrongFieldsOf(withField('userId', json))).toEqual(['body userId']);
  });

  it.each(wrongCurrencies)('with the currency %s', async (json) => {
    expect(await wrongFieldsOf(withField('currency', json))).toEqual(['body currency']);
  });

  it.each([
    ['a number', '1'],
    ['null', 'null'],
    ['false', 'false'],
    ['an array', '["x"]'],
    ['an object', '{}'],
    ['NUL', '"a\\u0000b"'],
    ['a lone surrogate', '"\\ud800"'],
    ['surrogates in the wrong order', '"\\udc00\\ud800"'],
    ['501 letters', JSON.stringify('x'.repeat(501))],
    ['501 code points of two units each', JSON.stringify('🛒'.repeat(501))],
  ])('with a description of %s', async (_, json) => {
    expect(await wrongFieldsOf(withField('description', json))).toEqual(['body description']);
  });

  it.each(unknownFields)('with a field called %j', async (name) => {
    const body = `{"userId":"ann","amount":1,"${name}":1}`;
    expect(await wrongFieldsOf(body)).toEqual([`body ${name}`]);
  });

  it.each(['', 'x'.repeat(256), 'caf\u00e9'])('with the key %j', async (key) => {
    const body = JSON.stringify(smallestOrder);
    const headers = { 'Idempotency-Key': key };
    expect(await wrongFieldsOf(body, headers)).toEqual(['header idempotency-key']);
  });

  it('with a response that lists all invalid fields', async () => {
    const body = '{"amount":0,"currency":null,"description":7,"status":"FINISHED"}';
    const headers = { 'Idempotency-Key': 'x'.repeat(256) };
    expect((await wrongFieldsOf(body, headers)).toSorted()).toEqual([
      ...['body amount', 'body currency', 'body description', 'body status', 'body userId'],
      'header idempotency-key',
    ]);
  });

  it('without a body', async () => {
    const { body } = await api.send('post', '/api/orders').expect(400);
    expect(body.errors.map((error: { path: string }) => error.path)).toEqual(['userId', 'amount']);
  });

  it.each(unreadableBodies)(
    'with $what and responds with $status',
    async ({ type, bytes, status }) => {
      const { body } = await api
        .send('post', '/api/orders')
        .type(type ?? 'application/json')
        .serialize((sent) => sent)
        .send(Buffer.from(bytes, 'latin1'))
        .expect(status);
      expect(body).toMatchObject({ status, instance: '/api/orders' });
    },
  );
});
