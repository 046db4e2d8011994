import type { RequestListener } from 'node:http';
import { openConnection, type RawConnection } from '@online-shop/test-kit/raw-connection';
import { type RunningGateway, type StubService, startGateway, startStub } from '../support/gateway';

let orders: StubService;
let gateway: RunningGateway;
let client: RawConnection;
let respond: RequestListener;
let requests: string[];

const limit = 100 * 1024;

async function start(options: { readonly timeoutMs?: number } = {}): Promise<void> {
  requests = [];
  respond = (req, res) => {
    let length = 0;
    req.on('data', (chunk: Buffer) => {
      length += chunk.length;
    });
    req.on('end', () => res.end(String(length)));
  };
  orders = await startStub((req, res) => {
    requests.push(req.url ?? '');
    respond(req, res);
  });
  gateway = await startGateway({ ordersUrl: orders.url, ...options });
  client = await openConnection(gateway.port);
}

afterEach(async () => {
  client.socket.destroy();
  await gateway.stop();
  await orders.stop();
});

const post = ['POST /api/orders HTTP/1.1', 'Host: x'];
const chunked = 'Transfer-Encoding: chunked';
const chunk = (size: number) => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`;
const lastChunk = '0\r\n\r\n';

async function expectUsable(): Promise<void> {
  client.send('GET /api/orders/after HTTP/1.1', 'Host: x', '', '');
  expect((await client.readAnswer()).status).toBe(200);
}

describe('the body limit', () => {
  it('accepts a body of 100 kB', async () => {
    await start();
    client.send(...post, `Content-Length: ${limit}`, '', 'x'.repeat(limit));
    expect((await client.readAnswer()).body).toBe(String(limit));
    client.send(...post, chunked, '', chunk(limit) + lastChunk);
    expect((await client.readAnswer()).body).toBe(String(limit));
  });

  it('rejects a larger Content-Length without a request to the service', async () => {
    await start();
    client.send(...post, `Content-Length: ${limit + 1}`, '', 'x'.repeat(limit + 1));
    const { status, headers, body } = await client.readAnswer();
    expect(status).toBe(413);
    expect(headers['content-type']).toEqual(['application/problem+json']);
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:online-shop:problem:body-too-large' });
    expect(requests).toEqual([]);
    await expectUsable();
  });

  it('rejects chunks beyond the limit while the client is still sending', async () => {
    await start();
    client.send(...post, chunked, '', chunk(limit) + chunk(1));
    expect((await client.readAnswer()).status).toBe(413);
    client.send(chunk(limit) + lastChunk);
    await expectUsable();
  });
});

describe('a body', () => {
  it('is streamed to the service', async () => {
    await start();
    const firstChunk = new Promise<string>((resolve) => {
      respond = (req, res) => {
        req.once('data', (data: Buffer) => resolve(data.toString()));
        req.on('end', () => res.end());
      };
    });
    client.send(...post, chunked, '', '5\r\nfirst\r\n');
    expect(await firstChunk).toBe('first');
    client.send(lastChunk);
    expect((await client.readAnswer()).status).toBe(200);
  });

  // Node 20.20 accepts an empty Transfer-Encoding; 22.23 and 24.22 reject it with 400.
  it('with an empty Transfer-Encoding and a Content-Length gets the response of the service', async () => {
    await start();
    const service = await openConnection(Number(new URL(orders.url).port));
    const request = [...post, 'Transfer-Encoding:', 'Content-Length: 2', '', '{}'];

    service.send(...request);
    client.send(...request);
    const { status, body } = await service.readAnswer();
    service.socket.destroy();

    expect(await client.readAnswer()).toMatchObject({ status, body });
  });

  it('does not block the connection if the service responds early', async () => {
    await start();
    respond = (req, res) => {
      res.statusCode = req.method === 'POST' ? 415 : 200;
      res.end('{}');
    };
    client.send(...post, chunked, '', chunk(1_000));
    expect((await client.readAnswer()).status).toBe(415);
    client.send(chunk(500_000) + lastChunk);
    await expectUsable();
  });

  it('does not block the connection if the service closes its connection', async () => {
    await start();
    respond = (req, res) => {
      if (req.method === 'GET') res.end('{}');
      else req.socket.destroy();
    };
    client.send(...post, chunked, '', chunk(1_000));
    expect((await client.readAnswer()).status).toBe(502);
    client.send(chunk(500_000) + lastChunk);
    await expectUsable();
  });

  it('does not block the connection if the service is unavailable', async () => {
    await start();
    await orders.stop();
    client.send(...post, chunked, '', chunk(1_000));
    expect((await client.readAnswer()).status).toBe(503);
    client.send(chunk(500_000) + lastChunk);
    client.send('GET /health/live HTTP/1.1', 'Host: x', '', '');
    expect((await client.readAnswer()).status).toBe(200);
  });

  it('gets 408 and a closed connection if it does not arrive in time', async () => {
    await start({ timeoutMs: 50 });
    client.send(...post, chunked, '', chunk(10));
    const { status, body } = await client.readAnswer();
    expect(status).toBe(408);
    expect(JSON.parse(body).type).toBe('urn:online-shop:problem:request-timeout');
    await client.ended;
  });

  it.each([
    { what: 'two lengths', lines: ['Content-Length: 2', 'Content-Length: 3', '', '{}'] },
    { what: 'a length and chunks', lines: ['Content-Length: 2', chunked, '', lastChunk] },
    { what: 'invalid chunks', lines: [chunked, '', 'zz', '{}', ''] },
  ])('with $what gets 400 and a closed connection', async ({ lines }) => {
    await start();
    client.send(...post, ...lines);
    expect((await client.readAnswer()).status).toBe(400);
    await client.ended;
    await expect(fetch(`${gateway.url}/api/orders/1`)).resolves.toMatchObject({ status: 200 });
  });
});
