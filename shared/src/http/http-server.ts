/**
 * The listening side of a service, as a part of its life.
 *
 * - Slow senders are cut off: the whole of a request must arrive within `requestTimeoutMs`.
 * - So are those who take nothing of their answer for `stallTimeoutMs`.
 * - Connections beyond `maxConnections` are closed at once: with them everything is bounded that
 *   belongs to a request in flight, down to the queue for a database connection.
 * - Kept connections outlive the idle time of whoever keeps them (the gateway's agent, load
 *   balancers: 60 s), so that it is the client who lets go: a server that closes an idle connection
 *   may do so while the next request is on its way, and that request would fail.
 * - A stop refuses new connections and answers what comes on those there are with
 *   `Connection: close`. Idle ones are closed a moment later and not at once: a request may be on
 *   its way on them, and would fail. After `drainTimeoutMs` what is left is broken.
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
  /** 0 for any free one. */
  readonly port: number;
  /** Every interface by default. */
  readonly host?: string;
  readonly logger: Logger;
  /** How long the whole of a request may take to arrive, milliseconds. */
  readonly requestTimeoutMs?: number;
  /** How long a client may take nothing of an answer that waits for it, milliseconds. */
  readonly stallTimeoutMs?: number;
  /** Most connections at once. */
  readonly maxConnections?: number;
  /** How long a stop waits for requests in flight, milliseconds. */
  readonly drainTimeoutMs?: number;
}

export interface HttpServer extends Component {
  /** Where it listens. @throws Error before it was started */
  address(): AddressInfo;
}

/** How long a connection may idle. Told to clients in the Keep-Alive field, which Node writes. */
const keepAliveTimeoutMs = 75_000;

/**
 * How long a stop leaves idle connections open, milliseconds: longer than the gateway lets one idle
 * (1 s), so that each has either been used, and its answer said `close`, or been closed by it.
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
  // Node would leave out what comes after a thousand fields, the framing of a body among them: what
  // the gateway sends on without it would be read as a second request. 16 kB are the limit.
  server.maxHeadersCount = 0;
  const drain = createDrain(server);
  const listener = createRequestListener(app, { logger });
  handleInTurn(server, (req, res) => {
    drain.watch(res);
    // Nothing has passed for that long: where no part of the answer waits, it is still being made.
    res.on('timeout', ({ writableLength }: Socket) => {
      if (writableLength > 0) res.destroy();
    });
    listener(req, res);
  });
  // An expectation we do not know is ignored (RFC 9110 §10.1.1) rather than answered by a bare 417.
  server.on('checkExpectation', (req, res) => server.emit('request', req, res));
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;

  async function start(): Promise<void> {
    server.listen({ port, ...(host === undefined ? {} : { host }) });
    await once(server, 'listening');
    logger.info('listening', { port: addressOf(server).port });
  }

  async function stop(): Promise<void> {
    if (!server.listening) await starting?.catch(() => {});
    if (!server.listening) return;
    const closed = once(server, 'close');
    drain.begin();
    const deadline = setTimeout(() => {
      logger.warn('requests in flight were cut off', { drainTimeoutMs });
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
  /** Lets this answer be finished, too. */
  watch(res: ServerResponse): void;
  begin(): void;
}

/** Watches the server's connections from now on, to be able to let the last answers finish. */
function createDrain(server: Server): Drain {
  const inFlight = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  let isDraining = false;
  let isGraceOver = false;

  function closeIdle(): void {
    isGraceOver = true;
    server.close(); // What Node's own close does beyond refusing new connections.
    // To Node a connection that has never been used is not idle but about to send its first request.
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
      // An answer that had begun as keep-alive leaves its connection idle, after this event.
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
    NetServer.prototype.close.call(server); // Refuses new connections, and no more than that.
  }

  return { watch, begin };
}
