import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { openConnection } from '@online-shop/test-kit/raw-connection';
import request from 'supertest';
import {
  type GatewayOptions,
  type RunningGateway,
  type StubService,
  startGateway,
  startStub,
} from '../support/gateway';

let orders: StubService;
let gateway: RunningGateway;
let answer: RequestListener;

async function start(options: Partial<GatewayOptions> = {}): Promise<void> {
  orders = await startStub((req, res) => answer(req, res));
  gateway = await startGateway({ ordersUrl: orders.url, ...options });
}

afterEach(async () => {
  await gateway.stop();
  await orders.stop();
});

const getOrder = () => request(gateway.url).get('/api/orders/1?x=1');

function expectProblem(
  response: request.Response,
  { status, kind }: { readonly status: number; readonly kind: string },
): void {
  expect(response.status).toBe(status);
  expect(response.headers['content-type']).toBe('application/problem+json');
  expect(response.body).toMatchObject({
    type: `urn:online-shop:problem:${kind}`,
    status,
    title: expect.stringMatching(/./),
    detail: expect.stringMatching(/./),
    instance: '/api/orders/1',
    correlationId: response.headers['x-correlation-id'],
  });
  expect(response.headers).toHaveProperty('content-security-policy');
  expect(response.text).not.toMatch(/127\.0\.0\.1|localhost|ECONN|:\d{4,5}\b/);
}

describe('a service', () => {
  it('that is not there is 503 with Retry-After', async () => {
    await start();
    await orders.stop();
    const response = await getOrder();
    expectProblem(response, { status: 503, kind: 'unavailable' });
    expect(response.headers['retry-after']).toBe('1');
  });

  it('that breaks off before its answer is 502', async () => {
    await start();
    answer = (req) => req.socket.destroy();
    expectProblem(await getOrder(), { status: 502, kind: 'bad-gateway' });
  });

  it('that speaks no HTTP is 502', async () => {
    await start();
    answer = (req) => req.socket.end('SSH-2.0-what\r\n\r\n');
    expectProblem(await getOrder(), { status: 502, kind: 'bad-gateway' });
  });

  it('whose answer has a status that is none is 502, and is let go', async () => {
    await start();
    const closed = new Promise<void>((resolve) => {
      answer = ({ socket }) => {
        socket.once('close', () => resolve());
        socket.write('HTTP/1.1 099 What\r\nContent-Length: 2\r\n\r\n{}');
      };
    });
    expectProblem(await getOrder(), { status: 502, kind: 'bad-gateway' });
    await closed;
  });

  it('that does not answer in time is 504, and its request is aborted', async () => {
    await start({ timeoutMs: 50 });
    const aborted = new Promise<void>((resolve) => {
      answer = (req) => req.once('close', () => resolve());
    });
    expectProblem(await getOrder(), { status: 504, kind: 'gateway-timeout' });
    await aborted;
  });

  it('that takes connections but reads nothing is 504', async () => {
    const frozen = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    const accepted = once(frozen, 'connection');
    await once(frozen, 'listening');
    orders = await startStub(() => {});
    const { port } = frozen.address() as { port: number };
    gateway = await startGateway({ ordersUrl: `http://127.0.0.1:${port}`, timeoutMs: 50 });
    expectProblem(await getOrder(), { status: 504, kind: 'gateway-timeout' });
    const [socket] = (await accepted) as [Socket];
    socket.destroy();
    frozen.close();
    await once(frozen, 'close');
  });

  it('whose connections are all taken is 504', async () => {
    await start({ timeoutMs: 200, maxConnections: 1 });
    answer = (_, res) => res.write('a beginning');
    const other = await openConnection(gateway.port);
    other.send('GET /api/orders/2 HTTP/1.1', 'Host: x', '', '');
    await once(other.socket, 'data');
    expectProblem(await getOrder(), { status: 504, kind: 'gateway-timeout' });
    other.socket.destroy();
  });

  it('that breaks off in the middle of its answer breaks the client’s, too', async () => {
    await start();
    answer = (_req, res) => {
      res.writeHead(200, { 'Content-Length': '100' });
      res.write('half', () => res.destroy());
    };
    await expect(getOrder()).rejects.toThrow(/aborted|hang up/);
  });

  it('that comes back is used again', async () => {
    await start();
    answer = (_req, res) => res.end('{}');
    await getOrder().expect(200);
    const port = Number(new URL(orders.url).port);
    await orders.stop();
    await getOrder().expect(503);
    orders.server.listen(port, '127.0.0.1');
    await once(orders.server, 'listening');
    await getOrder().expect(200);
  });

  it('is told when the client has gone', async () => {
    await start();
    const client = await openConnection(gateway.port);
    const aborted = new Promise<void>((resolve) => {
      answer = (req: IncomingMessage) => {
        req.once('close', () => resolve());
        client.socket.destroy();
      };
    });
    client.send('GET /api/orders/1 HTTP/1.1', 'Host: x', '', '');
    await aborted;
    expect(gateway.lines.filter((line) => line.level === 'error')).toEqual([]);
  });
});

describe('a failure', () => {
  it('is logged once, with the service’s name', async () => {
    await start();
    await orders.stop();
    await getOrder();
    const warnings = gateway.lines.filter((line) => line.level === 'warn');
    expect(warnings).toEqual([expect.objectContaining({ upstream: 'orders' })]);
  });
});
