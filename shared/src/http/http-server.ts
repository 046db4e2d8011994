/**
 * The HTTP server of a process, as a lifecycle component.
 *
 * - A request must arrive completely within `requestTimeoutMs`. A later request gets 408.
 * - If a client reads nothing of its response for `stallTimeoutMs`, the server closes the
 *   connection.
 * - The server closes connections beyond `maxConnections` at once. This also limits the requests in
 *   progress, and the requests that wait for a database connection.
 * - An idle keep-alive connection stays open for 75 s. This is longer than the idle timeouts of the
 *   clients (gateway 1 s, load balancers 60 s), so that the client closes the connection. If the
 *   server closed an idle connection, a request that the client has just sent on it would fail.
 * - `stop` rejects new connections. Responses on open connections get `Connection: close`. Idle
 *   connections stay open for 1.5 s, because a client may have just sent a request on one of them.
 *   After `drainTimeoutMs` the server closes all remaining connections.
 */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import type { Express } from 'express';
import type { Logger } from 'winston';
import type { Component } from '../lifecycle/component';
import { createExpressMessages } from './express-messages';
import { createRequestListener } from './request-listener';
import { handleInTurn } from './requests-in-turn';

export interface HttpServerOptions {
  readonly app: Express;
  /** The port to listen on. 0 selects any free port. */
  readonly port: number;
  /** The address to listen on. Defaults to all interfaces. */
  readonly host?: string;
  readonly logger: Logger;
  /** The time to receive a complete request, in milliseconds. Defaults to 15 s. */
  readonly requestTimeoutMs?: number;
  /** The time after which an unread response closes its connection, in ms. Defaults to 60 s. */
  readonly stallTimeoutMs?: number;
  /** The maximum number of open connections. Defaults to 5000. */
  readonly maxConnections?: number;
  /** The time that `stop` waits for requests in progress, in milliseconds. Defaults to 5 s. */
  readonly drainTimeoutMs?: number;
}

export interface HttpServer extends Component {
  /**
   * Returns the address on which the server listens.
   * @throws Error if the server is not started
   */
  address(): AddressInfo;
}

/** The idle timeout of a connection. Node announces it to clients in the Keep-Alive header. */
const keepAliveTimeoutMs = 75_000;

/**
 * The time that `stop` leaves idle connections open, in milliseconds. It is longer than the gateway
 * keeps an idle connection (1 s). Within this time the gateway either closes the connection, or
 * sends a request and gets a response with `Connection: close`.
 */
const idleGraceMs = 1_500;

function timeoutsFor(requestTimeoutMs: number) {
  return {
    requestTimeout: requestTimeoutMs,
    headersTimeout: Math.min(10_000, requestTimeoutMs),
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs),
  };
}

export function createHttpServer({
  app,
  port,
  host,
  logger,
  requestTimeoutMs = 15_000,
  stallTimeoutMs = 60_000,
  maxConnections = 5_000,
  drainTimeoutMs = 5_000,
}: HttpServerOptions): HttpServer {
  const server = createServer({
    ...createExpressMessages(app),
    ...timeoutsFor(requestTimeoutMs),
  });
  server.timeout = stallTimeoutMs;
  server.maxConnections = maxConnections;
  // 0 means no limit. With a limit, Node drops further header fields silently. If it dropped
  // Content-Length, a service would read the forwarded body as a second request. All header fields
  // together are limited to 16 kB.
  server.maxHeadersCount = 0;
  const drain = createDrain(server);
  const listener = createRequestListener(app, { logger });
  handleInTurn(server, (req, res) => {
    drain.watch(res);
    // The socket was idle for `stallTimeoutMs`. If no data waits to be written, the handler is
    // still working on the response, and the connection stays open.
    res.on('timeout', ({ writableLength }: Socket) => {
      if (writableLength > 0) res.destroy();
    });
    listener(req, res);
  });
  // Ignores an unknown expectation (RFC 9110 §10.1.1 allows it). Node's default is a bare 417.
  server.on('checkExpectation', (req, res) => server.emit('request', req, res));
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;

  async function start(): Promise<void> {
    server.listen({ port, ...(host === undefined ? {} : { host }) });
    await once(server, 'listening');
    logger.info('HTTP server is listening', { port: addressOf(server).port });
  }

  async function stop(): Promise<void> {
    if (!server.listening) await starting?.catch(() => {});
    if (!server.listening) return;
    const closed = once(server, 'close');
    drain.begin();
    const deadline = setTimeout(() => {
      logger.warn('closing connections with requests in progress', { drainTimeoutMs });
      server.closeAllConnections();
    }, drainTimeoutMs);
    await closed;
    clearTimeout(deadline);
  }

  return {
    name: 'http',
    start() {
      starting ??= start();
      return starting;
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
    address: () => addressOf(server),
  };
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server is not started');
  return address;
}

interface Drain {
  /** Tracks a response. `begin` and later requests end its connection with `Connection: close`. */
  watch(res: ServerResponse): void;
  /** Rejects new connections and closes each open connection after its last response. */
  begin(): void;
}

/** Tracks the server's connections, so that `stop` can finish the responses in progress. */
function createDrain(server: Server): Drain {
  const inFlight = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  let isDraining = false;
  let isGraceOver = false;

  function closeIdle(): void {
    isGraceOver = true;
    server.close(); // Also closes the connections that are idle.
    // Node does not count a connection as idle before its first request, so close these here.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  }

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  function watch(res: ServerResponse): void {
    if (isDraining) res.shouldKeepAlive = false;
    inFlight.add(res);
    res.once('close', () => {
      inFlight.delete(res);
      // A response whose headers were sent before the drain keeps its connection open. The
      // connection becomes idle after this event.
      if (isGraceOver) setImmediate(() => server.closeIdleConnections());
    });
  }

  function begin(): void {
    isDraining = true;
    for (const res of inFlight) res.shouldKeepAlive = false;
    const grace = setTimeout(closeIdle, idleGraceMs);
    server.once('close', () => {
      clearTimeout(grace);
      if (!isGraceOver) closeIdle();
    });
    NetServer.prototype.close.call(server); // Only rejects new connections.
  }

  return { watch, begin };
}
