import { createId } from '@online-shop/shared/ids/uuid-v7';
import { smallestOrder, useApi } from '../../support/api';

const api = useApi();

describe('GET /api/orders/{id}', () => {
  it('returns the order as in the response of its POST', async () => {
    const { body: placed } = await api.post({ ...smallestOrder, description: 'x' });
    const { body } = await api.get(`/api/orders/${placed.id}`).expect(200);
    expect(body).toStrictEqual(placed);
  });

  it('returns the final status and its reason', async () => {
    const { body: placed } = await api.post(smallestOrder);
    const updatedAt = new Date(Date.now() + 1_000);
    const end = { status: 'CANCELLED', statusReason: 'INSUFFICIENT_FUNDS', updatedAt } as const;
    await api.database.client.order.update({ where: { id: placed.id }, data: end });

    const { body } = await api.get(`/api/orders/${placed.id}`).expect(200);
    expect(body).toStrictEqual({ ...placed, ...end, updatedAt: updatedAt.toISOString() });
  });

  it.each([createId(), 'x', 'user', '0', 'ECONNREFUSED', '%00', '%F0%9F%9B%92', `${createId()}0`])(
    'responds with 404 for the unknown order %s',
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

  it('responds with 400 to a path that cannot be decoded', async () => {
    const { body } = await api.get('/api/orders/%zz?a=b').expect(400);
    expect(body).toMatchObject({ instance: '/api/orders/%zz', errors: [{ in: 'path' }] });
  });
});

describe('the routes of orders-service', () => {
  it.each([
    ['/api/orders', ['get', 'put', 'delete', 'options', 'head'], 'POST'],
    ['/api/orders/x', ['post', 'put', 'patch', 'delete'], 'GET, HEAD'],
    ['/api/orders/user/ann', ['post', 'delete'], 'GET, HEAD'],
    ['/health/live', ['post'], 'GET, HEAD'],
    ['/health/ready', ['delete'], 'GET, HEAD'],
    ['/openapi.json', ['put'], 'GET, HEAD'],
  ] as const)('%s responds with 405 to %j and an Allow header', async (path, methods, allowed) => {
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
    '%s responds with 404',
    async (path) => {
      const { body } = await api.get(path).expect(404);
      expect(body).toMatchObject({ type: 'urn:online-shop:problem:route-not-found', status: 404 });
    },
  );

  it('respond to HEAD like to GET, without the body', async () => {
    const { body: placed } = await api.post(smallestOrder);
    for (const path of [`/api/orders/${placed.id}`, '/api/orders/user/ann', '/openapi.json']) {
      const get = await api.get(path).expect(200);
      const head = await api.send('head', path).expect(200);
      expect(head.headers['content-length']).toBe(get.headers['content-length']);
      expect(head.text).toBeUndefined();
    }
  });

  it('send security headers and do not reveal the framework', async () => {
    for (const path of ['/api/orders/user/ann', '/nowhere', '/health/live']) {
      const { headers } = await api.get(path);
      expect(headers).toHaveProperty('content-security-policy');
      expect(headers).toHaveProperty('x-content-type-options', 'nosniff');
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).toHaveProperty('x-correlation-id');
    }
  });

  it('report whether the service is live and ready', async () => {
    expect((await api.get('/health/live').expect(200)).body).toEqual({ status: 'up' });
    expect((await api.get('/health/ready').expect(200)).body).toStrictEqual({
      ...{ status: 'up', checks: { database: 'up', bus: 'up' } },
    });
  });
});
