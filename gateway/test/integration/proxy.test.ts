import type { RequestListener } from 'node:http';
import { openConnection, type RawConnection } from '@online-shop/test-kit/raw-connection';
import request from 'supertest';
import { type RunningGateway, type StubService, startGateway, startStub } from '../support/gateway';
import { fieldsOf, type Mirrored, mirror } from '../support/mirror';

let orders: StubService;
let payments: StubService;
let gateway: RunningGateway;
let client: RawConnection;
/** Handles the requests to the orders stub. Defaults to `mirror`. */
let respond: RequestListener;

beforeEach(async () => {
  respond = mirror;
  orders = await startStub((req, res) => respond(req, res));
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

/** Sends a request with exactly these lines. Returns the request that the orders stub receives. */
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
    'forwards %s unchanged to orders-service',
    async (path) => {
      const { body } = await call().get(path).expect(200);
      expect(body.url).toBe(path);
    },
  );

  it('forwards payments to payments-service', async () => {
    const response = await fetch(`${gateway.url}/api/payments/accounts/u`);
    expect(await response.text()).toBe('payments');
  });

  it.each(['/api', '/api/ordersX', '/API/orders', '/health', '/api/admin'])(
    'responds to %s with 404',
    async (path) => {
      const { body } = await call().get(path).expect(404);
      expect(body).toMatchObject({
        type: 'urn:online-shop:problem:route-not-found',
        instance: path,
      });
    },
  );
});

describe('a forwarded request', () => {
  it('keeps its body and its Content-Length', async () => {
    const { fields, ...rest } = await mirrored(
      ...['POST /api/orders HTTP/1.1', 'Host: shop', 'Content-Length: 5', '', 'hello'],
    );
    expect(rest).toEqual({ method: 'POST', url: '/api/orders', body: 'hello' });
    const named = fieldsOf({ fields, ...rest });
    expect(named['content-length']).toEqual(['5']);
    expect(named['transfer-encoding']).toBeUndefined();
  });

  it('stays chunked and gets no Content-Length', async () => {
    const received = await mirrored(...chunkedPost(), '3', 'hel', '2', 'lo', '0', '', '');
    expect(received.body).toBe('hello');
    const fields = fieldsOf(received);
    expect(fields['transfer-encoding']).toEqual(['chunked']);
    expect(fields['content-length']).toBeUndefined();
  });

  it.each(['GET', 'DELETE', 'OPTIONS'])('stays one request as a chunked %s', async (method) => {
    const smuggled = 'GET /api/orders/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
    const urls: string[] = [];
    respond = (req, res) => {
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

  it('stays one request if Transfer-Encoding follows 1500 other fields', async () => {
    orders.server.maxHeadersCount = 0; // All services of the shop set it to 0.
    const smuggled = 'GET /api/orders/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
    const fields = Array.from({ length: 1_500 }, (_, i) => `X${i}: 1`);
    const received = await mirrored(
      ...['GET /api/orders/1 HTTP/1.1', 'Host: shop', ...fields, 'Transfer-Encoding: chunked', ''],
      ...[smuggled.length.toString(16), smuggled, '0', '', ''],
    );
    expect(received).toMatchObject({ url: '/api/orders/1', body: smuggled });
  });

  it('has no hop-by-hop fields and no client identity fields', async () => {
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

  it('keeps a Content-Length that Connection lists', async () => {
    const received = await mirrored(
      ...['GET /api/orders/1 HTTP/1.1', 'Host: shop', 'Connection: content-length'],
      ...['Content-Length: 2', '', '{}'],
    );
    expect(received.body).toBe('{}');
  });

  it('keeps repeated fields', async () => {
    const received = await mirrored(
      ...['GET /api/orders/1 HTTP/1.1', 'Host: shop'],
      ...['Idempotency-Key: a', 'Idempotency-Key: b', '', ''],
    );
    expect(fieldsOf(received)['idempotency-key']).toEqual(['a', 'b']);
  });

  it('never contains the credentials of another client', async () => {
    const withSecret = await call()
      .get('/api/orders/1')
      .set({ Authorization: 'Bearer secret', Cookie: 'session=secret', 'X-Api-Key': 'secret' });
    expect(JSON.stringify(withSecret.body)).toContain('secret');
    for (let i = 0; i < 3; i++) {
      const anonymous = await call().get('/api/orders/1');
      expect(JSON.stringify(anonymous.body)).not.toContain('secret');
    }
  });

  it('carries the correlation ID of the client, also in its response', async () => {
    respond = (req, res) => {
      res.setHeader('X-Correlation-Id', req.headers['x-correlation-id'] ?? '');
      mirror(req, res);
    };
    client.send('GET /api/orders/1 HTTP/1.1', 'Host: x', 'X-Correlation-Id: mine', '', '');
    const { headers, body } = await client.readAnswer();
    expect(headers['x-correlation-id']).toEqual(['mine']);
    expect(fieldsOf(JSON.parse(body))['x-correlation-id']).toEqual(['mine']);
  });

  it('has a generated correlation ID instead of a malformed one', async () => {
    const { headers, body } = await call().get('/api/orders/1').set('X-Correlation-Id', 'é');
    expect(headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(fieldsOf(body)['x-correlation-id']).toEqual([headers['x-correlation-id']]);
  });

  it('gets 100 Continue from the gateway itself', async () => {
    client.send('POST /api/orders HTTP/1.1', 'Host: x', 'Content-Length: 2');
    client.send('', 'Expect: 100-continue', '', '');
    expect((await client.readAnswer()).status).toBe(100);
    const received = await mirrored('{}');
    expect(received.body).toBe('{}');
    expect(fieldsOf(received).expect).toBeUndefined();
  });

  it('uses the same connection to the service as the requests before it', async () => {
    let connections = 0;
    orders.server.on('connection', () => {
      connections += 1;
    });
    for (let i = 0; i < 5; i++) await mirrored('GET /api/orders/1 HTTP/1.1', 'Host: x', '', '');
    for (let i = 0; i < 5; i++) await mirrored(...chunkedPost(), '2', '{}', '0', '', '');
    expect(connections).toBe(1);
  });

  it('leaves no connection to the service after the gateway has stopped', async () => {
    const closed = new Promise<void>((resolve) => {
      orders.server.on('connection', (socket) => socket.once('close', () => resolve()));
    });
    await call().get('/api/orders/1').expect(200);
    await gateway.stop();
    await closed;
  });

  it('can be pipelined with others', async () => {
    const get = (path: string) => [`GET ${path} HTTP/1.1`, 'Host: x', '', ''].join('\r\n');
    client.send(get('/api/orders/1') + get('/nowhere') + get('/api/orders/3'));
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await client.readAnswer()).status);
    expect(statuses).toEqual([200, 404, 200]);
  });
});

describe('a forwarded response', () => {
  it('keeps its status and fields, and has each helmet field once', async () => {
    respond = (_req, res) => {
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

  it('has the gateway’s fields instead of equal ones of the service', async () => {
    respond = (_req, res) => {
      res.writeHead(200, { 'X-Frame-Options': 'ALLOWALL', 'X-Correlation-Id': 'another' });
      res.end('{}');
    };
    client.send('GET /api/orders/1 HTTP/1.1', 'Host: x', 'X-Correlation-Id: mine', '', '');
    const { headers } = await client.readAnswer();
    expect(headers['x-frame-options']).toEqual(['SAMEORIGIN']);
    expect(headers['x-correlation-id']).toEqual(['mine']);
  });

  it('keeps the content type of a problem', async () => {
    respond = (_req, res) => {
      res.writeHead(404, { 'Content-Type': 'application/problem+json' });
      res.end('{}');
    };
    const { headers } = await call().get('/api/orders/1').expect(404);
    expect(headers['content-type']).toBe('application/problem+json');
  });

  it('to HEAD has a Content-Length and no body', async () => {
    respond = (_req, res) => {
      res.setHeader('Content-Length', '5');
      res.end();
    };
    const { headers } = await call().head('/api/orders/1').expect(200);
    expect(headers['content-length']).toBe('5');
  });

  it('has the connection fields of the gateway, not those of the service', async () => {
    respond = (_req, res) => {
      res.writeHead(200, { Connection: 'close, X-Hop', 'Keep-Alive': 'timeout=1', 'X-Hop': '1' });
      res.end('{}');
    };
    client.send('GET /api/orders/1 HTTP/1.1', 'Host: x', '', '');
    const { headers } = await client.readAnswer();
    expect(headers).not.toHaveProperty('x-hop');
    expect(headers.connection).toEqual(['keep-alive']);
    expect(headers['keep-alive']).toEqual(['timeout=75']);
  });

  it('is streamed if it has no Content-Length', async () => {
    let finish = () => {};
    respond = (_req, res) => {
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

  it('closes the connection of an HTTP/1.0 client', async () => {
    client.send('GET /api/orders/1 HTTP/1.0', '', '');
    const { headers } = await client.readAnswer();
    expect(headers.connection).toEqual(['close']);
    await client.ended;
  });
});
