import type { RequestListener } from 'node:http';
import { openConnection, type RawConnection } from '@online-shop/test-kit/raw-connection';
import request from 'supertest';
import { type RunningGateway, type StubService, startGateway, startStub } from '../support/gateway';
import { fieldsOf, type Mirrored, mirror } from '../support/mirror';

let orders: StubService;
let payments: StubService;
let gateway: RunningGateway;
let client: RawConnection;
/** How the orders stub answers; each test says so itself. */
let answer: RequestListener;

beforeEach(async () => {
  answer = mirror;
  orders = await startStub((req, res) => answer(req, res));
  payments = await startStub((_req, res) => res.end('payments'));
  gateway = await startGateway({ ordersUrl: orders.url, paymentsUrl: payments.url });
  client = await openConnection(gateway.port);
});

afterEach(async () => {
  client.socket.destroy();
  await gateway.stop();
  await Promise.all([orders.stop(), payments.stop()]);
});

const call = () => request(gateway.url);

/** Sends a request to the orders stub with exactly these lines, and reads what arrived there. */
async function mirrored(...lines: string[]): Promise<Mirrored> {
  client.send(...lines);
  const { body } = await client.readAnswer();
  return JSON.parse(body);
}

const chunkedPost = (...fields: string[]) => [
  'POST /api/orders HTTP/1.1',
  'Host: shop',
  'Transfer-Encoding: chunked',
  ...fields,
  '',
];

describe('routing', () => {
  it.each(['/api/orders', '/api/orders/1?x=%20&y', '/api/orders/user/a%2Fb', '/api/orders/'])(
    'takes %s to orders-service as it came',
    async (path) => {
      const { body } = await call().get(path).expect(200);
      expect(body.url).toBe(path);
    },
  );

  it('takes payments to payments-service', async () => {
    const response = await fetch(`${gateway.url}/api/payments/accounts/u`);
    expect(await response.text()).toBe('payments');
  });

  it.each(['/api', '/api/ordersX', '/API/orders', '/health', '/api/admin'])(
    'knows nothing at %s',
    async (path) => {
      const { body } = await call().get(path).expect(404);
      expect(body).toMatchObject({
        type: 'urn:online-shop:problem:route-not-found',
        instance: path,
      });
    },
  );
});

describe('a request on its way', () => {
  it('keeps its body and its length', async () => {
    const { fields, ...rest } = await mirrored(
      ...['POST /api/orders HTTP/1.1', 'Host: shop', 'Content-Length: 5', '', 'hello'],
    );
    expect(rest).toEqual({ method: 'POST', url: '/api/orders', body: 'hello' });
    const named = fieldsOf({ fields, ...rest });
    expect(named['content-length']).toEqual(['5']);
    expect(named['transfer-encoding']).toBeUndefined();
  });

  it('stays chunked, without a length', async () => {
    const received = await mirrored(...chunkedPost(), '3', 'hel', '2', 'lo', '0', '', '');
    expect(received.body).toBe('hello');
    const fields = fieldsOf(received);
    expect(fields['transfer-encoding']).toEqual(['chunked']);
    expect(fields['content-length']).toBeUndefined();
  });

  it.each(['GET', 'DELETE', 'OPTIONS'])('as a %s with chunks is one request', async (method) => {
    const smuggled = 'GET /api/orders/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
    const urls: string[] = [];
    answer = (req, res) => {
      urls.push(req.url ?? '');
      mirror(req, res);
    };
    const received = await mirrored(
      ...[`${method} /api/orders/1 HTTP/1.1`, 'Host: shop', 'Transfer-Encoding: chunked', ''],
      ...[smuggled.length.toString(16), smuggled, '0', '', ''],
    );
    expect(received.body).toBe(smuggled);
    await call().get('/api/orders/2');
    expect(urls).toEqual(['/api/orders/1', '/api/orders/2']);
  });

  it('keeps the framing of its body behind any number of fields, and stays one request', async () => {
    orders.server.maxHeadersCount = 0; // As that of every service of ours.
    const smuggled = 'GET /api/orders/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
    const fields = Array.from({ length: 1_500 }, (_, i) => `X${i}: 1`);
    const received = await mirrored(
      ...['GET /api/orders/1 HTTP/1.1', 'Host: shop', ...fields, 'Transfer-Encoding: chunked', ''],
      ...[smuggled.length.toString(16), smuggled, '0', '', ''],
    );
    expect(received).toMatchObject({ url: '/api/orders/1', body: smuggled });
  });

  it('loses what concerns only the client’s connection, or who the client says it is', async () => {
    const fields = fieldsOf(
      await mirrored(
        ...['GET /api/orders/1 HTTP/1.1', 'Host: shop', 'Connection: keep-alive, X-Hop'],
        ...['Keep-Alive: timeout=1', 'X-Hop: 1', 'TE: trailers', 'Proxy-Authorization: x'],
        ...['X-Forwarded-For: 1.2.3.4', 'X-Forwarded-Host: evil', 'Forwarded: for=1.2.3.4'],
        ...['X-User-Id: admin', 'X-Real-IP: 1.2.3.4', 'Upgrade: websocket', 'X-Kept: 1', '', ''],
      ),
    );
    const { host, connection, 'x-correlation-id': id, ...rest } = fields;
    expect(rest).toEqual({ 'x-kept': ['1'] });
    expect(host).toEqual([orders.url.slice('http://'.length)]);
    expect(connection).toEqual(['keep-alive']);
    expect(id).toHaveLength(1);
  });

  it('keeps its length though Connection names it, so that its body is no second request', async () => {
    const received = await mirrored(
      ...['GET /api/orders/1 HTTP/1.1', 'Host: shop', 'Connection: content-length'],
      ...['Content-Length: 2', '', '{}'],
    );
    expect(received.body).toBe('{}');
  });

  it('keeps repeated fields repeated', async () => {
    const received = await mirrored(
      ...['GET /api/orders/1 HTTP/1.1', 'Host: shop'],
      ...['Idempotency-Key: a', 'Idempotency-Key: b', '', ''],
    );
    expect(fieldsOf(received)['idempotency-key']).toEqual(['a', 'b']);
  });

  it('never carries another client’s credentials', async () => {
    const withSecret = await call()
      .get('/api/orders/1')
      .set({ Authorization: 'Bearer secret', Cookie: 'session=secret', 'X-Api-Key': 'secret' });
    expect(JSON.stringify(withSecret.body)).toContain('secret');
    for (let i = 0; i < 3; i++) {
      const anonymous = await call().get('/api/orders/1');
      expect(JSON.stringify(anonymous.body)).not.toContain('secret');
    }
  });

  it('carries the client’s correlation id, which is the only one on the answer', async () => {
    answer = (req, res) => {
      res.setHeader('X-Correlation-Id', req.headers['x-correlation-id'] ?? '');
      mirror(req, res);
    };
    client.send('GET /api/orders/1 HTTP/1.1', 'Host: x', 'X-Correlation-Id: mine', '', '');
    const { headers, body } = await client.readAnswer();
    expect(headers['x-correlation-id']).toEqual(['mine']);
    expect(fieldsOf(JSON.parse(body))['x-correlation-id']).toEqual(['mine']);
  });

  it('carries the made correlation id where the client’s is malformed', async () => {
    const { headers, body } = await call().get('/api/orders/1').set('X-Correlation-Id', 'é');
    expect(headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(fieldsOf(body)['x-correlation-id']).toEqual([headers['x-correlation-id']]);
  });

  it('is expected to go on by the gateway itself', async () => {
    client.send('POST /api/orders HTTP/1.1', 'Host: x', 'Content-Length: 2');
    client.send('', 'Expect: 100-continue', '', '');
    expect((await client.readAnswer()).status).toBe(100);
    const received = await mirrored('{}');
    expect(received.body).toBe('{}');
    expect(fieldsOf(received).expect).toBeUndefined();
  });

  it('shares its connection to the service with those after it', async () => {
    let connections = 0;
    orders.server.on('connection', () => {
      connections += 1;
    });
    for (let i = 0; i < 5; i++) await mirrored('GET /api/orders/1 HTTP/1.1', 'Host: x', '', '');
    for (let i = 0; i < 5; i++) await mirrored(...chunkedPost(), '2', '{}', '0', '', '');
    expect(connections).toBe(1);
  });

  it('leaves no connection to the service behind when the gateway stops', async () => {
    const closed = new Promise<void>((resolve) => {
      orders.server.on('connection', (socket) => socket.once('close', () => resolve()));
    });
    await call().get('/api/orders/1').expect(200);
    await gateway.stop();
    await closed;
  });

  it('is one of several that a client pipelines', async () => {
    const get = (path: string) => [`GET ${path} HTTP/1.1`, 'Host: x', '', ''].join('\r\n');
    client.send(get('/api/orders/1') + get('/nowhere') + get('/api/orders/3'));
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await client.readAnswer()).status);
    expect(statuses).toEqual([200, 404, 200]);
  });
});

describe('an answer on its way', () => {
  it('keeps status, Location and its own fields, and carries helmet’s once', async () => {
    answer = (_req, res) => {
      res.writeHead(201, {
        Location: '/api/orders/1',
        'Idempotency-Replayed': 'true',
        'X-Content-Type-Options': 'nosniff',
        'Content-Type': 'application/json; charset=utf-8',
      });
      res.end('{}');
    };
    client.send('GET /api/orders/1 HTTP/1.1', 'Host: x', '', '');
    const { status, headers } = await client.readAnswer();
    expect(status).toBe(201);
    expect(headers.location).toEqual(['/api/orders/1']);
    expect(headers['idempotency-replayed']).toEqual(['true']);
    expect(headers['content-type']).toEqual(['application/json; charset=utf-8']);
    for (const [name, values] of Object.entries(headers))
      expect([name, values.length]).toEqual([name, 1]);
    expect(headers).toHaveProperty('content-security-policy');
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('has the gateway’s own fields, whatever the service says', async () => {
    answer = (_req, res) => {
      res.writeHead(200, { 'X-Frame-Options': 'ALLOWALL', 'X-Correlation-Id': 'another' });
      res.end('{}');
    };
    client.send('GET /api/orders/1 HTTP/1.1', 'Host: x', 'X-Correlation-Id: mine', '', '');
    const { headers } = await client.readAnswer();
    expect(headers['x-frame-options']).toEqual(['SAMEORIGIN']);
    expect(headers['x-correlation-id']).toEqual(['mine']);
  });

  it('keeps a problem’s content type exactly', async () => {
    answer = (_req, res) => {
      res.writeHead(404, { 'Content-Type': 'application/problem+json' });
      res.end('{}');
    };
    const { headers } = await call().get('/api/orders/1').expect(404);
    expect(headers['content-type']).toBe('application/problem+json');
  });

  it('to HEAD has a length and no body', async () => {
    answer = (_req, res) => {
      res.setHeader('Content-Length', '5');
      res.end();
    };
    const { headers } = await call().head('/api/orders/1').expect(200);
    expect(headers['content-length']).toBe('5');
  });

  it('tells the client about its own connection, not about the service’s', async () => {
    answer = (_req, res) => {
      res.writeHead(200, { Connection: 'close, X-Hop', 'Keep-Alive': 'timeout=1', 'X-Hop': '1' });
      res.end('{}');
    };
    client.send('GET /api/orders/1 HTTP/1.1', 'Host: x', '', '');
    const { headers } = await client.readAnswer();
    expect(headers).not.toHaveProperty('x-hop');
    expect(headers.connection).toEqual(['keep-alive']);
    expect(headers['keep-alive']).toEqual(['timeout=75']);
  });

  it('without a length is passed on as it comes', async () => {
    let finish = () => {};
    answer = (_req, res) => {
      res.write('first');
      finish = () => res.end(' last');
    };
    const response = await fetch(`${gateway.url}/api/orders/1`);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString()).toBe('first');
    finish();
    const last = await reader?.read();
    expect(Buffer.from(last?.value ?? []).toString()).toBe(' last');
  });

  it('to an old client ends with its connection', async () => {
    client.send('GET /api/orders/1 HTTP/1.0', '', '');
    const { headers } = await client.readAnswer();
    expect(headers.connection).toEqual(['close']);
    await client.ended;
  });
});
