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
let respond: RequestListener;

async function start(options: Partial<GatewayOptions> = {}): Promise<void> {
  orders = await startStub((req, res) => respond(req, res));
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

describe('the gateway', () => {
  it('responds with 503 and Retry-After if the service is unavailable', async () => {
    await start();
    await orders.stop();
    const response = await getOrder();
    expectProblem(response, { status: 503, kind: 'unavailable' });
    expect(response.headers['retry-after']).toBe('1');
  });

  it('responds with 502 if the service closes the connection before its response', async () => {
    await start();
    respond = (req) => req.socket.destroy();
    expectProblem(await getOrder(), { status: 502, kind: 'bad-gateway' });
  });

  it('responds with 502 if the service does not send HTTP', async () => {
    await start();
    respond = (req) => req.socket.end('SSH-2.0-what\r\n\r\n');
    expectProblem(await getOrder(), { status: 502, kind: 'bad-gateway' });
  });

  it('responds with 502 to an invalid status and closes the connection to the service', async () => {
    await start();
    const closed = new Promise<void>((resolve) => {
      respond = ({ socket }) => {
        socket.once('close', () => resolve());
        socket.write('HTTP/1.1 099 What\r\nContent-Length: 2\r\n\r\n{}');
      };
    });
    expectProblem(await getOrder(), { status: 502, kind: 'bad-gateway' });
    await closed;
  });

  it('responds with 504 and aborts the request if the service does not respond in time', async () => {
    await start({ timeoutMs: 50 });
    const aborted = new Promise<void>((resolve) => {
      respond = (req) => req.once('close', () => resolve());
    });
    expectProblem(await getOrder(), { status: 504, kind: 'gateway-timeout' });
    await aborted;
  });

  it('responds with 504 if the service accepts connections but reads nothing', async () => {
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

  it('responds with 504 if all connections to the service are in use', async () => {
    await start({ timeoutMs: 200, maxConnections: 1 });
    respond = (_, res) => res.write('a beginning');
    const other = await openConnection(gateway.port);
    other.send('GET /api/orders/2 HTTP/1.1', 'Host: x', '', '');
    await once(other.socket, 'data');
    expectProblem(await getOrder(), { status: 504, kind: 'gateway-timeout' });
    other.socket.destroy();
  });

  it('closes the client’s connection if the response of the service is incomplete', async () => {
    await start();
    respond = (_req, res) => {
      res.writeHead(200, { 'Content-Length': '100' });
      res.write('half', () => res.destroy());
    };
    await expect(getOrder()).rejects.toThrow(/aborted|hang up/);
  });

  it('forwards requests again after the service has restarted', async () => {
    await start();
    respond = (_req, res) => res.end('{}');
    await getOrder().expect(200);
    const port = Number(new URL(orders.url).port);
    await orders.stop();
    await getOrder().expect(503);
    orders.server.listen(port, '127.0.0.1');
    await once(orders.server, 'listening');
    await getOrder().expect(200);
  });

  it('aborts the request to the service if the client closes its connection', async () => {
    await start();
    const client = await openConnection(gateway.port);
    const aborted = new Promise<void>((resolve) => {
      respond = (req: IncomingMessage) => {
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
  it('is logged once with the name of the service', async () => {
    await start();
    await orders.stop();
    await getOrder();
    const warnings = gateway.lines.filter((line) => line.level === 'warn');
    expect(warnings).toEqual([expect.objectContaining({ upstream: 'orders' })]);
  });
});
