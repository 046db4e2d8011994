import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from '@online-shop/shared/http/http-server';
import { createLifecycle } from '@online-shop/shared/lifecycle/lifecycle';
import { type CapturedLine, captureLog } from '@online-shop/test-kit/log-capture';
import { createApp } from '../../src/http/app';
import { createUpstream } from '../../src/upstreams/upstream';

export interface StubService {
  readonly server: Server;
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a service behind the gateway. The listener of the test handles its requests. */
export async function startStub(listener: RequestListener): Promise<StubService> {
  const server = createServer({ keepAliveTimeout: 75_000 }, listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export interface GatewayOptions {
  readonly ordersUrl: string;
  readonly paymentsUrl?: string;
  readonly timeoutMs?: number;
  readonly maxConnections?: number;
  readonly rateLimitPerMinute?: number;
}

export interface RunningGateway {
  readonly port: number;
  readonly url: string;
  readonly lines: readonly CapturedLine[];
  stop(): Promise<void>;
}

/** Starts the real gateway on loopback. It forwards requests to the given services. */
export async function startGateway({
  ordersUrl,
  paymentsUrl = ordersUrl,
  timeoutMs = 10_000,
  rateLimitPerMinute,
  ...limits
}: GatewayOptions): Promise<RunningGateway> {
  const { logger, lines } = captureLog();
  const each = { timeoutMs, ...limits };
  const upstreams = [
    createUpstream({ name: 'orders', url: ordersUrl, prefix: '/api/orders', ...each }),
    createUpstream({ name: 'payments', url: paymentsUrl, prefix: '/api/payments', ...each }),
  ];
  const app = createApp({ upstreams, rateLimitPerMinute, logger });
  const server = createHttpServer({ app, port: 0, host: '127.0.0.1', logger });
  const lifecycle = createLifecycle([...upstreams, server]);
  await lifecycle.start();
  const { port } = server.address();
  return { port, url: `http://127.0.0.1:${port}`, lines, stop: () => lifecycle.stop() };
}
