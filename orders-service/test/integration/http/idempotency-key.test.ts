import { smallestOrder, useApi } from '../../support/api';

const api = useApi();

let keys = 0;
function createKey() {
  keys += 1;
  return { 'Idempotency-Key': `key-${keys}` };
}

function countOrders(): Promise<number> {
  return api.database.client.order.count();
}

describe('POST /api/orders with an Idempotency-Key', () => {
  it('returns the first response again: status, Location and body', async () => {
    const key = createKey();
    const first = await api.post(smallestOrder, key).expect(201);
    const before = await countOrders();

    for (let i = 0; i < 2; i += 1) {
      const again = await api.post(smallestOrder, key).expect(201);
      expect(again.text).toBe(first.text);
      expect(again.headers.location).toBe(first.headers.location);
      expect(again.headers['idempotency-replayed']).toBe('true');
    }
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect(await countOrders()).toBe(before);
  });

  it('returns the first response after the order was settled', async () => {
    const key = createKey();
    const first = await api.post(smallestOrder, key).expect(201);
    await api.database.client.order.update({
      where: { id: first.body.id },
      data: { status: 'FINISHED', updatedAt: new Date() },
    });
    const again = await api.post(smallestOrder, key).expect(201);
    expect(again.body).toStrictEqual(first.body);
    expect(again.body.status).toBe('NEW');
  });

  it('treats bodies with equal JSON values as equal', async () => {
    const key = createKey();
    const first = await api.post('{"userId":"ann","amount":100}', key).expect(201);
    const again = await api.post('{ "amount" : 1e2, "userId" : "\\u0061nn" }', key).expect(201);
    expect(again.body.id).toBe(first.body.id);
  });

  it.each([{ amount: 2 }, { currency: 'RUB' }, { description: '' }])(
    'rejects another body under the key with 422: %j',
    async (more) => {
      const key = createKey();
      await api.post({ userId: 'ann', amount: 1 }, key).expect(201);
      const before = await countOrders();

      const { body, type } = await api.post({ userId: 'ann', amount: 1, ...more }, key).expect(422);

      expect(type).toBe('application/problem+json');
      expect(body).toMatchObject({
        ...{ status: 422, type: 'urn:online-shop:problem:idempotency-key-reused' },
      });
      expect(await countOrders()).toBe(before);
    },
  );

  it('distinguishes keys by user and by letter case', async () => {
    const first = await api.post(smallestOrder, { 'Idempotency-Key': 'a key' }).expect(201);
    const others = [
      await api.post({ ...smallestOrder, userId: 'bob' }, { 'Idempotency-Key': 'a key' }),
      await api.post(smallestOrder, { 'Idempotency-Key': 'A key' }),
    ];
    for (const other of others) {
      expect(other.status).toBe(201);
      expect(other.body.id).not.toBe(first.body.id);
      expect(other.headers).not.toHaveProperty('idempotency-replayed');
    }
  });

  it.each(['x'.repeat(255), ` !"#$%&'()*+,-./:;<=>?@[]^_\`{|}~\\ 0`])(
    'accepts the key %s',
    async (key) => {
      const headers = { 'Idempotency-Key': key };
      const { body } = await api.post(smallestOrder, headers).expect(201);
      expect((await api.post(smallestOrder, headers).expect(201)).body.id).toBe(body.id);
    },
  );

  it('does not use up the key if the request is rejected', async () => {
    const key = createKey();
    await api.post({ userId: 'ann', amount: 0 }, key).expect(400);
    const { headers } = await api.post(smallestOrder, key).expect(201);
    expect(headers).not.toHaveProperty('idempotency-replayed');
  });

  it('places one order for 20 concurrent requests and sends equal responses', async () => {
    const key = createKey();
    const before = await countOrders();

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.post(smallestOrder, key).expect(201)),
    );

    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const firsts = answers.filter(({ headers }) => headers['idempotency-replayed'] !== 'true');
    expect(firsts).toHaveLength(1);
    expect((await countOrders()) - before).toBe(1);
  });
});

describe('POST /api/orders without an Idempotency-Key', () => {
  it('places a new order for every request', async () => {
    const before = await countOrders();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.post(smallestOrder).expect(201)),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(20);
    expect((await countOrders()) - before).toBe(20);
  });
});
