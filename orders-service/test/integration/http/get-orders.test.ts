import { createId } from '@online-shop/shared/ids/uuid-v7';
import { smallestOrder, useApi } from '../../support/api';

const api = useApi();

describe('GET /api/orders/{id}', () => {
  it('answers the order as it was answered when it was placed', async () => {
    const { body: placed } = await api.post({ ...smallestOrder, description: 'x' });
    const { body } = await api.get(`/api/orders/${placed.id}`).expect(200);
    expect(body).toStrictEqual(placed);
  });

  it('answers how it ended, and why', async () => {
    const { body: placed } = await api.post(smallestOrder);
    const updatedAt = new Date(Date.now() + 1_000);
    const end = { status: 'CANCELLED', statusReason: 'INSUFFICIENT_FUNDS', updatedAt } as const;
    await api.database.client.order.update({ where: { id: placed.id }, data: end });

    const { body } = await api.get(`/api/orders/${placed.id}`).expect(200);
    expect(body).toStrictEqual({ ...placed, ...end, updatedAt: updatedAt.toISOString() });
  });

  it.each([createId(), 'x', 'user', '0', 'ECONNREFUSED', '%00', '%F0%9F%9B%92', `${createId()}0`])(
    'answers 404 where there is no order %s',
    async (id) => {
      const answer = await api.get(`/api/orders/${id}`).expect(404);
      expect(answer.type).toBe('application/problem+json');
      expect(answer.body).toStrictEqual({
        type: 'urn:online-shop:problem:order-not-found',
        title: expect.stringMatching(/./),
        status: 404,
        detail: expect.stringMatching(/./),
        instance: `/api/orders/${id}`,
        correlationId: answer.headers['x-correlation-id'],
      });
    },
  );

  it('answers 400 to a path that cannot be decoded', async () => {
    const { body } = await api.get('/api/orders/%zz?a=b').expect(400);
    expect(body).toMatchObject({ instance: '/api/orders/%zz', errors: [{ in: 'path' }] });
  });
});

describe('the addresses of orders-service', () => {
  it.each([
    ['/api/orders', ['get', 'put', 'delete', 'options', 'head'], 'POST'],
    ['/api/orders/x', ['post', 'put', 'patch', 'delete'], 'GET, HEAD'],
    ['/api/orders/user/ann', ['post', 'delete'], 'GET, HEAD'],
    ['/health/live', ['post'], 'GET, HEAD'],
    ['/health/ready', ['delete'], 'GET, HEAD'],
    ['/openapi.json', ['put'], 'GET, HEAD'],
  ] as const)('%s answers 405 to %j and says what is allowed', async (path, methods, allowed) => {
    for (const method of methods) {
      const answer = await api.send(method, path).expect(405);
      expect(answer.headers.allow).toBe(allowed);
      if (method !== 'head') {
        expect(answer.type).toBe('application/problem+json');
        expect(answer.body).toMatchObject({ status: 405, instance: path });
      }
    }
  });

  it.each(['/', '/api', '/api/orders/', '/API/orders', '/api/orders/user/ann/', '/api/order'])(
    '%s is nowhere',
    async (path) => {
      const { body } = await api.get(path).expect(404);
      expect(body).toMatchObject({ type: 'urn:online-shop:problem:route-not-found', status: 404 });
    },
  );

  it('answer HEAD as GET, without the body', async () => {
    const { body: placed } = await api.post(smallestOrder);
    for (const path of [`/api/orders/${placed.id}`, '/api/orders/user/ann', '/openapi.json']) {
      const get = await api.get(path).expect(200);
      const head = await api.send('head', path).expect(200);
      expect(head.headers['content-length']).toBe(get.headers['content-length']);
      expect(head.text).toBeUndefined();
    }
  });

  it('come with protective headers, and do not tell what they run on', async () => {
    for (const path of ['/api/orders/user/ann', '/nowhere', '/health/live']) {
      const { headers } = await api.get(path);
      expect(headers).toHaveProperty('content-security-policy');
      expect(headers).toHaveProperty('x-content-type-options', 'nosniff');
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).toHaveProperty('x-correlation-id');
    }
  });

  it('tell whether the service is alive and ready', async () => {
    expect((await api.get('/health/live').expect(200)).body).toEqual({ status: 'up' });
    expect((await api.get('/health/ready').expect(200)).body).toStrictEqual({
      ...{ status: 'up', checks: { database: 'up', bus: 'up' } },
    });
  });
});
