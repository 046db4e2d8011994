import type { RequestListener } from 'node:http';
import { createDocument } from '@online-shop/shared/openapi/create-document';
import request from 'supertest';
import { type RunningGateway, type StubService, startGateway, startStub } from '../support/gateway';

let orders: StubService;
let payments: StubService;
let gateway: RunningGateway;

const documentOf = (name: string) =>
  createDocument({
    title: name,
    description: name,
    tag: { name, description: name },
    paths: {
      [`/api/${name}`]: {
        get: { operationId: name, summary: name, description: name, responses: {} },
      },
    },
    schemas: {},
    checks: ['database'],
    details: {},
  });

const service =
  (name: string, isReady = true): RequestListener =>
  (req, res) => {
    if (req.url === '/health/ready') res.statusCode = isReady ? 200 : 503;
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify(req.url === '/openapi.json' ? documentOf(name) : {}));
  };

async function start(options: {
  readonly arePaymentsReady?: boolean;
  readonly rateLimitPerMinute?: number;
}) {
  const { arePaymentsReady = true, ...rest } = options;
  orders = await startStub(service('orders'));
  payments = await startStub(service('payments', arePaymentsReady));
  gateway = await startGateway({ ordersUrl: orders.url, paymentsUrl: payments.url, ...rest });
}

afterEach(async () => {
  await gateway.stop();
  await Promise.all([orders.stop(), payments.stop()]);
});

const call = () => request(gateway.url);

describe('/health/ready', () => {
  it('is up while every service is ready', async () => {
    await start({});
    const checks = { orders: 'up', payments: 'up' };
    await call().get('/health/ready').expect(200, { status: 'up', checks });
  });

  it('is down while a service is not ready', async () => {
    await start({ arePaymentsReady: false });
    const checks = { orders: 'up', payments: 'down' };
    await call().get('/health/ready').expect(503, { status: 'down', checks });
  });

  it('is down while a service is unavailable, and the gateway stays live', async () => {
    await start({});
    await orders.stop();
    const checks = { orders: 'down', payments: 'up' };
    await call().get('/health/ready').expect(503, { status: 'down', checks });
    await call().get('/health/live').expect(200);
  });
});

describe('/health/details', () => {
  it('is not forwarded to the services', async () => {
    await start({});
    await call().get('/health/details').expect(404);
  });
});

describe('unknown query parameters', () => {
  it.each(['/health/live', '/health/ready', '/openapi.json'])(
    'of %s are rejected',
    async (path) => {
      await start({});
      const { body } = await call().get(`${path}?limt=1`).expect(400);
      expect(body.errors).toMatchObject([{ in: 'query', path: 'limt' }]);
    },
  );

  it('are ignored by /docs', async () => {
    await start({});
    await call().get('/docs?utm_source=mail').expect(200);
  });
});

describe('the rate limit', () => {
  it('rejects further requests with 429, Retry-After and the RateLimit fields', async () => {
    await start({ rateLimitPerMinute: 2 });
    const first = await call().get('/api/orders').expect(200);
    expect(first.headers.ratelimit).toContain('r=1');
    expect(first.headers['ratelimit-policy']).toContain('q=2');
    await call().get('/api/payments').expect(200);
    const { headers, body } = await call().get('/nowhere').expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(headers.ratelimit).toContain('r=0');
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toMatchObject({ type: 'urn:online-shop:problem:too-many-requests', status: 429 });
  });

  it('ignores client addresses in X-Forwarded-For', async () => {
    await start({ rateLimitPerMinute: 1 });
    await call().get('/api/orders').set('X-Forwarded-For', '1.1.1.1').expect(200);
    await call().get('/api/orders').set('X-Forwarded-For', '2.2.2.2').expect(429);
  });

  it('does not apply to health checks', async () => {
    await start({ rateLimitPerMinute: 1 });
    for (let i = 0; i < 3; i++) await call().get('/health/live').expect(200);
    for (let i = 0; i < 3; i++) await call().get('/health/ready').expect(200);
    await call().get('/api/orders').expect(200);
  });

  it('is disabled by default', async () => {
    await start({});
    const { headers } = await call().get('/api/orders').expect(200);
    expect(headers.ratelimit).toBeUndefined();
  });
});

describe('/openapi.json', () => {
  it('describes the public paths of the services and the paths of the gateway', async () => {
    await start({});
    const { body } = await call().get('/openapi.json').expect(200);
    expect(Object.keys(body.paths).sort()).toEqual([
      '/api/orders',
      '/api/payments',
      '/health/live',
      '/health/ready',
      '/openapi.json',
    ]);
    expect(JSON.stringify(body.paths['/health/ready'])).not.toContain('database');
    expect(Object.keys(body.paths['/api/orders'].get.responses)).toContain('504');
    expect(body.tags.map((tag: { name: string }) => tag.name)).toEqual([
      'orders',
      'payments',
      'Process',
    ]);
  });

  it('omits a service whose document is unknown', async () => {
    await start({});
    await payments.stop();
    const { body } = await call().get('/openapi.json').expect(200);
    expect(body.paths).toHaveProperty(['/api/orders']);
    expect(body.paths).not.toHaveProperty(['/api/payments']);
  });

  it('is 503 if no document of a service is known', async () => {
    await start({});
    await Promise.all([orders.stop(), payments.stop()]);
    const { headers } = await call().get('/openapi.json').expect(503);
    expect(headers['retry-after']).toBe('1');
  });
});

describe('/', () => {
  it('redirects to /docs', async () => {
    await start({});
    const { headers } = await call().get('/').expect(302);
    expect(headers.location).toBe('/docs');
  });
});

describe('/docs', () => {
  it('is a page without inline scripts whose files the gateway serves', async () => {
    await start({});
    const { text, headers } = await call().get('/docs').expect(200);
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
    const parts = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => String(path));
    expect(parts).toHaveLength(5);
    for (const path of parts) await call().get(path).expect(200);
    expect(text).not.toMatch(/<script>|https?:/);
  });

  it('is sent completely for any range or precondition', async () => {
    await start({});
    const conditions = [
      { Range: 'bytes=99999999-' },
      { Range: 'bytes=0-9' },
      { 'If-Match': '"an old one"' },
      { 'If-Unmodified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
    ];
    for (const [part, type] of Object.entries({
      'swagger-ui.css': 'text/css; charset=utf-8',
      'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
      'favicon-32x32.png': 'image/png',
    })) {
      const whole = await call().get(`/docs/${part}`).expect(200);
      expect(whole.headers).toMatchObject({
        'content-type': type,
        'cache-control': 'public, max-age=3600',
      });
      for (const condition of conditions) {
        const { headers } = await call().get(`/docs/${part}`).set(condition).expect(200);
        expect(headers['content-length']).toBe(whole.headers['content-length']);
      }
      await call().head(`/docs/${part}`).expect(200);
    }
    expect(gateway.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('supports only GET and HEAD', async () => {
    await start({});
    for (const path of ['/', '/docs', '/docs/init.js', '/docs/swagger-ui.css', '/openapi.json']) {
      const { headers } = await call().post(path).expect(405);
      expect(headers.allow).toBe('GET, HEAD');
    }
    await call().get('/docs/index.html').expect(404);
  });
});
