import request from 'supertest';
import { DomainError } from '../../../src/errors/domain-error';
import { UnavailableError } from '../../../src/errors/unavailable-error';
import { contextOf } from '../../../src/http/correlation';
import { methodNotAllowed } from '../../../src/http/method-not-allowed';
import { type RunningService, startService } from '../../support/http-service';

let service: RunningService;
let isDatabaseUp = true;

beforeAll(async () => {
  service = await startService(
    (app) => {
      app.get('/context', (req, res) => {
        res.json(contextOf(req));
      });
      app.get('/items/:id', (req, res) => {
        res.json({ id: req.params.id });
      });
      app.get('/query', (req, res) => {
        res.json(req.query.last);
      });
      app
        .route('/only-get')
        .get((_req, res) => {
          res.json({ ok: true });
        })
        .all(methodNotAllowed('GET', 'HEAD'));
      app.get('/domain', () => {
        throw new DomainError('thing_not_found', 'the thing does not exist');
      });
      app.get('/unmapped', () => {
        throw new DomainError('unheard_of', 'secret detail');
      });
      app.get('/unavailable', async () => {
        throw new UnavailableError('database at 10.0.0.1 is unavailable', {
          retryAfterSeconds: 2.5,
        });
      });
      app.get('/broken', async () => {
        throw new Error('SELECT secret FROM prisma');
      });
      app.get('/half', (_req, res) => {
        res.write('half');
        throw new Error('failed in the middle');
      });
    },
    {
      statusByCode: { thing_not_found: 404 },
      checks: {
        database: () => isDatabaseUp,
        bus: async () => true,
        hanging: () => (isDatabaseUp ? true : new Promise<boolean>(() => {})),
        failing: () => {
          if (!isDatabaseUp) throw new Error('broken check');
          return true;
        },
      },
    },
  );
});

afterAll(() => service.server.stop());

const call = () => request(service.url);

describe('problems', () => {
  it.each([
    { path: '/nowhere', status: 404, kind: 'route-not-found' },
    { path: '/Only-Get', status: 404, kind: 'route-not-found' },
    { path: '/only-get/', status: 404, kind: 'route-not-found' },
    { path: '/domain', status: 404, kind: 'thing-not-found' },
    { path: '/unavailable', status: 503, kind: 'unavailable' },
    { path: '/broken', status: 500, kind: 'internal' },
    { path: '/unmapped', status: 500, kind: 'internal' },
    { path: '/items/%zz', status: 400, kind: 'malformed-path' },
  ])('responds to $path with a $kind problem', async ({ path, status, kind }) => {
    const { status: actual, headers, body } = await call().get(`${path}?secret=1`);
    expect(actual).toBe(status);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toEqual({
      type: `urn:online-shop:problem:${kind}`,
      title: expect.stringMatching(/./),
      status,
      detail: expect.stringMatching(/./),
      instance: path,
      correlationId: headers['x-correlation-id'],
      ...(status === 400 ? { errors: [expect.objectContaining({ in: 'path' })] } : {}),
    });
  });

  it.each(['/broken', '/unmapped', '/unavailable'])('%s reveals no internals', async (path) => {
    const { text } = await call().get(path);
    expect(text).not.toMatch(/secret|SELECT|prisma|10\.0\.0\.1|\.ts/);
  });

  it('rounds Retry-After up to whole seconds', async () => {
    const { headers } = await call().get('/unavailable');
    expect(headers['retry-after']).toBe('3');
  });

  it('logs an unexpected error once, with its stack trace', async () => {
    await call().get('/broken').set('X-Correlation-Id', 'log-once');
    const errors = service.lines.filter(
      (line) => line.correlationId === 'log-once' && line.level === 'error',
    );
    expect(errors).toEqual([
      expect.objectContaining({ error: expect.objectContaining({ stack: expect.any(String) }) }),
    ]);
  });

  it('closes the connection if an error occurs after the first part of the response', async () => {
    await expect(call().get('/half')).rejects.toThrow(/aborted|hang up/);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'rejects %s with 405 and Allow',
    async (m) => {
      for (const path of ['/only-get', '/health/live', '/health/ready']) {
        const response = await fetch(service.url + path, { method: m });
        expect(response.status).toBe(405);
        expect(response.headers.get('allow')).toBe('GET, HEAD');
        await response.body?.cancel();
      }
    },
  );
});

describe('every response', () => {
  it.each(['/only-get', '/nowhere', '/broken', '/health/live'])(
    'of %s has helmet’s headers and no X-Powered-By',
    async (path) => {
      const { headers } = await call().get(path);
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'self'"),
        'strict-transport-security': expect.any(String),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
      });
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers.etag).toBeUndefined();
    },
  );

  it('to HEAD has the status and headers of GET, and no body', async () => {
    const { status, headers, text } = await call().head('/only-get');
    expect(status).toBe(200);
    expect(headers['content-length']).toBe('11');
    expect(text).toBeUndefined();
  });

  it.each(['a', 'x'.repeat(128), 'with spaces ~ and !'])(
    'contains the correlation ID %j of the request',
    async (id) => {
      const { headers, body } = await call().get('/context').set('X-Correlation-Id', id);
      expect(headers['x-correlation-id']).toBe(id);
      expect(body.correlationId).toBe(id);
    },
  );

  it.each(['', 'x'.repeat(129), 'caf\u00e9', 'tab\tbed'])(
    'contains a generated correlation ID instead of the malformed %j',
    async (id) => {
      const { headers, body } = await call().get('/context').set('X-Correlation-Id', id);
      expect(headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(body.correlationId).toBe(headers['x-correlation-id']);
    },
  );

  it('has the well-formed traceparent of the request in its context, and no malformed one', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const good = await call().get('/context').set('traceparent', traceparent);
    const bad = await call().get('/context').set('traceparent', '00-zz');
    expect(good.body.traceparent).toBe(traceparent);
    expect(bad.body.traceparent).toBeUndefined();
  });

  it('depends on all query parameters, including those after the first 1000', async () => {
    const { body } = await request(service.url).get(`/query?${'x&'.repeat(2_000)}last=1&last=2`);
    expect(body).toEqual(['1', '2']);
  });

  it('is logged on one line without the query', async () => {
    await call().get('/only-get?token=abc').set('X-Correlation-Id', 'logged');
    await call().get('/health/live').set('X-Correlation-Id', 'logged');
    const lines = service.lines.filter((line) => line.correlationId === 'logged');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'info',
        message: 'request',
        method: 'GET',
        path: '/only-get',
        status: 200,
        durationMs: expect.any(Number),
      }),
      expect.objectContaining({ level: 'debug', path: '/health/live' }),
    ]);
  });
});

describe('health', () => {
  it('is live', async () => {
    await call().get('/health/live').expect(200, { status: 'up' });
    await call().head('/health/live').expect(200);
  });

  it('is ready while every check is up', async () => {
    const checks = { database: 'up', bus: 'up', hanging: 'up', failing: 'up' };
    await call().get('/health/ready').expect(200, { status: 'up', checks });
  });

  it('serves /health/details only if the service has details, and only to GET', async () => {
    await call().get('/health/details').expect(404);
    const details = await startService(() => {}, { details: () => ({ waiting: 3 }) });
    await request(details.url).get('/health/details').expect(200, { waiting: 3 });
    await request(details.url).post('/health/details').expect(405);
    await details.server.stop();
  });

  it('is not ready while a check is false, throws or hangs', async () => {
    isDatabaseUp = false;
    const checks = { database: 'down', bus: 'up', hanging: 'down', failing: 'down' };
    const response = await call().get('/health/ready');
    isDatabaseUp = true;
    expect(response.status).toBe(503);
    expect(response.body).toEqual({ status: 'down', checks });
    expect(response.headers['retry-after']).toBe('1');
    expect(response.headers['content-type']).toMatch(/^application\/json/);
  });
});
