import { once } from 'node:events';
import { captureLog } from '@online-shop/test-kit/log-capture';
import { openConnection, type RawConnection } from '@online-shop/test-kit/raw-connection';
import express, { type RequestHandler } from 'express';
import { createHttpServer, type HttpServer } from '../../../src/http/http-server';

let server: HttpServer;
let client: RawConnection;

async function sendRequest(handler: RequestHandler): Promise<void> {
  const { logger } = captureLog();
  const app = express().get('/', handler);
  server = createHttpServer({ app, port: 0, logger, stallTimeoutMs: 100 });
  await server.start();
  client = await openConnection(server.address().port);
  client.send('GET / HTTP/1.1', 'Host: x', '', '');
}

afterEach(async () => {
  client.socket.destroy();
  await server.stop();
});

describe('an idle connection', () => {
  it('is closed if the client does not read its response', async () => {
    let closed: Promise<unknown> | undefined;
    await sendRequest((_req, res) => {
      closed = once(res, 'close');
      res.send(Buffer.alloc(50_000_000));
    });
    await once(client.socket, 'data');
    client.socket.pause();
    await closed;
  });

  it('stays open while the handler works on the response', async () => {
    await sendRequest((_req, res) => {
      res.once('timeout', () => res.json({}));
    });
    expect((await client.readAnswer()).status).toBe(200);
  });
});
