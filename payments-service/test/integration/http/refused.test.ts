import {
  unknownFields,
  unreadableBodies,
  wrongAmounts,
  wrongCurrencies,
  wrongUserIds,
} from '@online-shop/test-kit/wrong-values';
import { useApi } from '../../support/api';

const api = useApi();

const accounts = '/api/payments/accounts';
const deposit = '/api/payments/deposit';

/** The required fields of each POST, as JSON text by field. */
const good: Record<string, Record<string, string>> = {
  [accounts]: { userId: '"ann"', currency: '"RUB"' },
  [deposit]: { userId: '"rich"', amount: '1' },
};

/** Sends a request with one changed field and returns the fields that the 400 response lists. */
async function wrongFieldsOf(path: string, field: string, json: string): Promise<string[]> {
  const members = Object.entries({ ...good[path], [field]: json });
  const body = `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`;
  const answer = await api.post(path, body).expect(400);
  expect(answer.type).toBe('application/problem+json');
  expect(answer.body).toMatchObject({
    ...{ type: 'urn:online-shop:problem:validation', status: 400, instance: path },
    correlationId: answer.headers['x-correlation-id'],
  });
  return answer.body.errors.map((each: { in: string; path: string }) => `${each.in} ${each.path}`);
}

beforeAll(async () => {
  await api.createAccount({ userId: 'rich' }).expect(201);
});
afterEach(async () => {
  const { account, ledgerEntry, idempotencyRecord } = api.database.client;
  const counts = [account.count(), ledgerEntry.count(), idempotencyRecord.count()];
  expect(await Promise.all(counts)).toEqual([1, 0, 0]);
});

describe('a POST to payments-service inserts no row and rejects a request', () => {
  it.each(wrongUserIds)('with the user ID %s', async (json) => {
    expect(await wrongFieldsOf(accounts, 'userId', json)).toEqual(['body userId']);
    expect(await wrongFieldsOf(deposit, 'userId', json)).toEqual(['body userId']);
  });

  it.each(wrongAmounts)('with the amount %s', async (json) => {
    expect(await wrongFieldsOf(deposit, 'amount', json)).toEqual(['body amount']);
  });

  it.each(wrongCurrencies)('with the currency %s', async (json) => {
    expect(await wrongFieldsOf(accounts, 'currency', json)).toEqual(['body currency']);
  });

  it.each(unknownFields)('with a field called %j', async (name) => {
    for (const path of [accounts, deposit]) {
      const fields = good[path];
      const members = Object.entries(fields ?? {}).map(([each, value]) => `"${each}":${value}`);
      const { body } = await api.post(path, `{${members.join()},"${name}":1}`).expect(400);
      expect(body.errors).toMatchObject([{ in: 'body', path: name }]);
    }
  });

  it('with the fields of another route', async () => {
    expect(await wrongFieldsOf(accounts, 'balance', '100')).toEqual(['body balance']);
    expect(await wrongFieldsOf(accounts, 'amount', '100')).toEqual(['body amount']);
    expect(await wrongFieldsOf(deposit, 'currency', '"RUB"')).toEqual(['body currency']);
  });

  it('with a response that lists all invalid fields', async () => {
    const headers = { 'Idempotency-Key': 'x'.repeat(256) };
    const { body } = await api.deposit({ amount: '1', orderId: null }, headers).expect(400);
    const fields = body.errors.map((each: { in: string; path: string }) => each.path);
    expect(fields.toSorted()).toEqual(['amount', 'idempotency-key', 'orderId', 'userId']);
  });

  it.each(unreadableBodies)(
    'with $what and responds with $status',
    async ({ type, bytes, status }) => {
      for (const path of [accounts, deposit]) {
        const { body } = await api
          .send('post', path)
          .type(type ?? 'application/json')
          .serialize((sent) => sent)
          .send(Buffer.from(bytes, 'latin1'))
          .expect(status);
        expect(body).toMatchObject({ status, instance: path });
      }
    },
  );
});
