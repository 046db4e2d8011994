import { rightAmounts, rightUserIds } from '@online-shop/test-kit/wrong-values';
import { smallestOrder, useApi } from '../../support/api';

const api = useApi();

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('POST /api/orders', () => {
  it('responds with 201, the order exactly as documented, and its Location', async () => {
    const body = { userId: 'ann', amount: 1_000, currency: 'USD', description: 'two books' };
    const answer = await api.post(body).expect(201);

    expect(answer.type).toBe('application/json');
    expect(answer.body).toStrictEqual({
      id: expect.stringMatching(uuidV7),
      ...body,
      ...{ status: 'NEW', statusReason: null },
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: answer.body.createdAt,
    });
    expect(answer.headers.location).toBe(`/api/orders/${answer.body.id}`);
    expect(answer.headers).not.toHaveProperty('idempotency-replayed');
  });

  it('defaults to RUB and an empty description', async () => {
    const { body } = await api.post(smallestOrder).expect(201);
    expect(body).toMatchObject({ currency: 'RUB', description: '' });
  });

  it('stores the order as in the response, and its order.created message', async () => {
    const { body } = await api.post(smallestOrder).expect(201);
    const where = { id: body.id };

    const row = await api.database.client.order.findUniqueOrThrow({ where });
    expect(JSON.parse(JSON.stringify({ ...row, amount: Number(row.amount) }))).toEqual(body);
    const message = await api.database.client.outboxMessage.findFirstOrThrow({
      where: { subject: body.id },
    });
    expect(message.type).toBe('order.created');
  });

  it.each(rightAmounts)('accepts the amount %s', async (json, amount) => {
    const { body } = await api.post(`{"userId":"ann","amount":${json}}`).expect(201);
    expect(body.amount).toBe(amount);
  });

  it.each(rightUserIds)('accepts the user ID %s', async (userId) => {
    const { body } = await api.post({ userId, amount: 1 }).expect(201);
    expect(body.userId).toBe(userId);
  });

  it.each([
    ['of 500 code points', '🛒'.repeat(500)],
    ['with surrounding white space', ' \t\r\n '],
    ['that looks like markup or SQL', `</script>'; DROP TABLE orders; --\\ %s $1`],
    ['with two encodings of one letter', 'e\u0301\u00e9\u0001\uffff'],
  ])('stores a description %s unchanged', async (_, description) => {
    const { body } = await api.post({ ...smallestOrder, description }).expect(201);
    expect(body.description).toBe(description);
    const { body: found } = await api.get(`/api/orders/${body.id}`).expect(200);
    expect(found.description).toBe(description);
  });

  it('uses the last of two fields with the same name, like JSON parsers', async () => {
    const { body } = await api.post('{"userId":"ann","amount":0,"amount":5}').expect(201);
    expect(body.amount).toBe(5);
  });
});

describe('X-Correlation-Id of POST /api/orders', () => {
  it('is copied into the order.created message', async () => {
    const correlationId = 'correlated ~ 42';
    const headers = { 'X-Correlation-Id': correlationId };
    const answer = await api.post(smallestOrder, headers).expect(201);

    expect(answer.headers['x-correlation-id']).toBe(correlationId);
    const where = { subject: answer.body.id };
    const row = await api.database.client.outboxMessage.findFirstOrThrow({ where });
    expect(row.correlationId).toBe(correlationId);
    expect(JSON.parse(row.body)).toMatchObject({ correlationid: correlationId });
  });

  it('is generated if the client sends none or an invalid one', async () => {
    for (const sent of [{}, { 'X-Correlation-Id': 'x'.repeat(129) }]) {
      const answer = await api.post(smallestOrder, sent).expect(201);
      const made = answer.headers['x-correlation-id'];
      expect(made).toMatch(uuidV7);
      const where = { subject: answer.body.id };
      const row = await api.database.client.outboxMessage.findFirstOrThrow({ where });
      expect(row.correlationId).toBe(made);
    }
  });

  it('is part of a problem response', async () => {
    const headers = { 'X-Correlation-Id': 'of a problem' };
    const { body } = await api.post({}, headers).expect(400);
    expect(body.correlationId).toBe('of a problem');
  });
});

describe('traceparent of POST /api/orders', () => {
  it.each([
    ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', true],
    ['anything else', false],
  ])('%s goes with the message: %p', async (traceparent, isCarried) => {
    const { body } = await api.post(smallestOrder, { traceparent }).expect(201);
    const where = { subject: body.id };
    const row = await api.database.client.outboxMessage.findFirstOrThrow({ where });
    expect(JSON.parse(row.body).traceparent).toBe(isCarried ? traceparent : undefined);
  });
});
