import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { captureLog } from '@online-shop/test-kit/log-capture';
import { openConnection, type RawConnection } from '@online-shop/test-kit/raw-connection';
import express from 'express';
import { createHttpServer } from '../../../src/http/http-server';
import { jsonBody } from '../../../src/http/json-body';
import { type RunningService, startService } from '../../support/http-service';

let service: RunningService;
let connection: RawConnection;
/** Sends the response of `/slow`. */
let finishSlow: (() => void) | undefined;
/** Resolves when a request reaches `/slow`. */
let entered: Promise<void>;

beforeEach(async () => {
  let enter = () => {};
  entered = new Promise((resolve) => {
    enter = resolve;
  });
  service = await startService((app) => {
    app.post('/echo', jsonBody(), (req, res) => {
      res.json(req.body);
    });
    app.get('/slow', (_req, res) => {
      finishSlow = () => res.json({ slow: true });
      enter();
    });
  });
  connection = await openConnection(service.port);
});

afterEach(async () => {
  connection.socket.destroy();
  await service.server.stop();
});

const json = 'Content-Type: application/json';
const chunked = 'Transfer-Encoding: chunked';
const postEcho = ['POST /echo HTTP/1.1', 'Host: x'];
const getLive = ['GET /health/live HTTP/1.1', 'Host: x', '', ''];

describe('a connection', () => {
  it('accepts a chunked body', async () => {
    connection.send(...postEcho, json, chunked, '', '3', '{"a', '4', '":1}', '0', '', '');
    expect((await connection.readAnswer()).body).toBe('{"a":1}');
  });

  it('gets 100 Continue if the request expects it', async () => {
    connection.send(...postEcho, json, 'Content-Length: 2', 'Expect: 100-continue', '', '');
    expect((await connection.readAnswer()).status).toBe(100);
    connection.send('{}');
    expect((await connection.readAnswer()).status).toBe(200);
  });

  it('gets the normal response if the request has an unknown expectation', async () => {
    connection.send('GET /health/live HTTP/1.1', 'Host: x', 'Expect: the-best', '', '');
    expect((await connection.readAnswer()).status).toBe(200);
  });

  it.each([
    { target: 'http://a[b/?secret=1', path: 'http://a[b/' },
    { target: 'http://%zz@x/health/live', path: '/health/live' },
  ])('gets a 404 problem for the malformed target $target', async ({ target, path }) => {
    connection.send(`GET ${target} HTTP/1.1`, 'Host: x', 'X-Correlation-Id: odd', '', '');
    const { status, headers, body } = await connection.readAnswer();
    expect(status).toBe(404);
    expect(headers).toMatchObject({
      'content-type': ['application/problem+json'],
      'content-security-policy': [expect.stringContaining("default-src 'self';base-uri")],
      'x-correlation-id': ['odd'],
    });
    expect(JSON.parse(body)).toMatchObject({
      type: 'urn:online-shop:problem:route-not-found',
      detail: `no resource exists at ${path}`,
      instance: path,
      correlationId: 'odd',
    });
    connection.send(...getLive);
    expect((await connection.readAnswer()).status).toBe(200);
    expect(service.lines).toContainEqual(
      expect.objectContaining({ message: 'request', correlationId: 'odd', path, status: 404 }),
    );
  });

  it('is closed if an error has no response, and the error is logged', async () => {
    const { logger, lines } = captureLog();
    const app = express().get('/', () => {
      throw new Error('no response');
    });
    const server = createHttpServer({ app, port: 0, logger });
    await server.start();
    const broken = await openConnection(server.address().port);
    broken.send('GET / HTTP/1.1', 'Host: x', '', '');
    await broken.ended;
    const error = expect.objectContaining({ message: 'no response' });
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', error }));
    await server.stop();
  });

  it('is closed at once beyond maxConnections, while other connections stay open', async () => {
    const { logger } = captureLog();
    const app = express().get('/', (_req, res) => void res.json({}));
    const server = createHttpServer({ app, port: 0, logger, maxConnections: 1 });
    await server.start();
    const first = await openConnection(server.address().port);
    const second = await openConnection(server.address().port);
    await second.ended;
    first.send('GET / HTTP/1.1', 'Host: x', '', '');
    expect((await first.readAnswer()).status).toBe(200);
    first.socket.destroy();
    await server.stop();
  });

  it('gets the responses to pipelined requests in order', async () => {
    connection.send(
      ...[...postEcho, json, 'Content-Length: 7', '', '{"n":1}GET /nowhere HTTP/1.1'],
      ...['Host: x', '', getLive.join('\r\n')],
    );
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push((await connection.readAnswer()).status);
    expect(answers).toEqual([200, 404, 200]);
  });

  it.each([
    { status: 405, lines: ['DELETE /health/live HTTP/1.1', 'Host: x', json] },
    { status: 404, lines: ['POST /nowhere HTTP/1.1', 'Host: x', json] },
    { status: 415, lines: [...postEcho, 'Content-Type: text/plain'] },
    { status: 413, lines: [...postEcho, json] },
  ])('stays usable after a $status response to an unread body', async ({ status, lines }) => {
    const body = 'x'.repeat(300_000);
    connection.send(...lines, `Content-Length: ${body.length}`, '', body);
    expect((await connection.readAnswer()).status).toBe(status);
    connection.send(...getLive);
    expect((await connection.readAnswer()).status).toBe(200);
  });

  it.each([
    { status: 415, type: 'Content-Type: text/plain' },
    { status: 413, type: json },
  ])('gets the $status response while it still sends the body', async ({ status, type }) => {
    connection.send(...postEcho, type, chunked, '', '20000', 'x'.repeat(0x20000), '');
    expect((await connection.readAnswer()).status).toBe(status);
    connection.send('3', 'end', '0', '', '');
    connection.send(...getLive);
    expect((await connection.readAnswer()).status).toBe(200);
  });

  it.each([
    { what: 'two lengths', lines: ['Content-Length: 2', 'Content-Length: 3', '', '{}'] },
    { what: 'a length and chunks', lines: ['Content-Length: 2', chunked, '', '0', '', ''] },
    { what: 'an invalid length', lines: ['Content-Length: -1', '', ''] },
    { what: 'a broken chunk', lines: [chunked, '', 'zz', '{}', '0', '', ''] },
  ])('is closed with 400 after $what', async ({ lines }) => {
    connection.send(...postEcho, json, ...lines);
    expect((await connection.readAnswer()).status).toBe(400);
    await connection.ended;
  });

  it('is closed with 431 after header fields of more than 16 kB', async () => {
    connection.send('GET /health/live HTTP/1.1', 'Host: x', `X: ${'x'.repeat(20_000)}`, '', '');
    expect((await connection.readAnswer()).status).toBe(431);
    await connection.ended;
  });

  it('that ends in the middle of a body does not affect other connections', async () => {
    connection.send(...postEcho, json, 'Content-Length: 100', '', '{"a":');
    connection.socket.end();
    await connection.ended;
    const other = await openConnection(service.port);
    other.send(...getLive);
    expect((await other.readAnswer()).status).toBe(200);
    other.socket.destroy();
    expect(service.lines.filter((line) => line.level === 'error')).toEqual([]);
  });
});

describe('a slow client', () => {
  it.each([
    { what: 'a header', lines: ['POST /echo HTTP/1.1', 'Host: x', 'X-Slow'] },
    { what: 'a body', lines: [...postEcho, json, 'Content-Length: 100', '', '{"a"'] },
  ])('gets 408 in the middle of $what', async ({ lines }) => {
    const { logger } = captureLog();
    const app = express();
    app.post('/echo', jsonBody());
    const server = createHttpServer({ app, port: 0, logger, requestTimeoutMs: 50 });
    await server.start();
    const slow = await openConnection(server.address().port);
    slow.send(...lines);
    expect((await slow.readAnswer()).status).toBe(408);
    await slow.ended;
    await server.stop();
  });
});

describe('a stop', () => {
  it('closes idle connections and accepts no new ones', async () => {
    connection.send(...getLive);
    await connection.readAnswer();
    await service.server.stop();
    await connection.ended;
    await expect(openConnection(service.port)).rejects.toThrow('ECONNREFUSED');
  });

  it('responds to a request that was just sent on an idle connection, and closes the connection', async () => {
    connection.send(...getLive);
    await connection.readAnswer();
    const stopping = service.server.stop();
    connection.send(...getLive);
    const answer = await connection.readAnswer();
    expect(answer.status).toBe(200);
    expect(answer.headers.connection).toEqual(['close']);
    await stopping;
    await connection.ended;
  });

  it('finishes a request in progress and then closes its connection', async () => {
    connection.send('GET /slow HTTP/1.1', 'Host: x', '', '');
    await entered;
    const stopping = service.server.stop();
    finishSlow?.();
    const answer = await connection.readAnswer();
    expect(answer.body).toBe('{"slow":true}');
    expect(answer.headers.connection).toEqual(['close']);
    await stopping;
    await connection.ended;
  });

  it('closes connections whose requests do not finish in time', async () => {
    const { logger } = captureLog();
    const app = express();
    const reached = new Promise<void>((resolve) => {
      app.get('/hang', () => resolve());
    });
    const server = createHttpServer({ app, port: 0, logger, drainTimeoutMs: 10 });
    await server.start();
    const hanging = await openConnection(server.address().port);
    hanging.send('GET /hang HTTP/1.1', 'Host: x', '', '');
    await reached;
    await server.stop();
    await hanging.ended;
  });

  it('does not wait for unused connections', async () => {
    const { logger } = captureLog();
    const server = createHttpServer({ app: express(), port: 0, logger, drainTimeoutMs: 1e9 });
    await server.start();
    const unused = await openConnection(server.address().port);
    await server.stop();
    await unused.ended;
  });

  it('may be requested twice, and before a start', async () => {
    await Promise.all([service.server.stop(), service.server.stop()]);
    const { logger } = captureLog();
    await createHttpServer({ app: express(), port: 0, logger }).stop();
  });
});

describe('a start', () => {
  let occupant: Server;
  afterEach(() => occupant.close());

  it('fails if the port is in use', async () => {
    occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as { port: number };
    const { logger } = captureLog();
    const server = createHttpServer({ app: express(), port, host: '127.0.0.1', logger });
    await expect(server.start()).rejects.toThrow('EADDRINUSE');
    await server.stop();
  });
});
