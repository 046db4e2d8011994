import { type CapturedLine, captureLog } from '@online-shop/test-kit/log-capture';
import type { Express } from 'express';
import { type AppOptions, createApp } from '../../src/http/create-app';
import { createHttpServer, type HttpServer } from '../../src/http/http-server';

export interface RunningService {
  readonly server: HttpServer;
  readonly port: number;
  readonly url: string;
  readonly lines: readonly CapturedLine[];
}

/** Starts an application of the HTTP kit on loopback. The test must stop `server`. */
export async function startService(
  routes: (app: Express) => void,
  options: Partial<AppOptions> = {},
): Promise<RunningService> {
  const { logger, lines } = captureLog();
  const app = createApp({ logger, checks: {}, routes, ...options });
  const server = createHttpServer({ app, port: 0, host: '127.0.0.1', logger });
  await server.start();
  const { port } = server.address();
  return { server, port, url: `http://127.0.0.1:${port}`, lines };
}
