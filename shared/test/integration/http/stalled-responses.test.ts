import { once } from 'node:events';
import { captureLog } from '@online-shop/test-kit/log-capture';
import { openConnection, type RawConnection } from '@online-shop/test-kit/raw-connection';
import express, { type RequestHandler } from 'express';
import { createHttpServer, type HttpServer } from '../../../src/http/http-server';

let server: HttpServer;
let client: RawConnection;

async function ask(handler: RequestHandler): Promise<void> {
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

describe('a connection on which nothing passes', () => {
  it('is cut off where the client takes nothing of its answer', async () => {
    let cutOff: Promise<unknown> | undefined;
    await ask((_req, res) => {
      cutOff = once(res, 'close');
      res.send(Buffer.alloc(50_000_000));
    });
    await once(client.socket, 'data');
    client.socket.pause();
    await cutOff;
  });

  it('is left alone while its answer is being made, however long', async () => {
    await ask((_req, res) => {
      res.once('timeout', () => res.json({}));
    });
    expect((await client.readAnswer()).status).toBe(200);
  });
});
