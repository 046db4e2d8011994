/**
 * The connection to RabbitMQ consists of two AMQP connections. Rascal declares the topology and
 * consumes on the first one. The second one publishes. A broker that is short of memory blocks
 * publishing connections, and this must not block acknowledgements. Both connections open and close
 * together.
 *
 * Rascal does not reconnect. It would keep a partly built state after an error (a connection whose
 * topology is rejected is never closed), and would declare a deleted queue only after the next
 * reconnect. Here every error (socket, channel, rejected message, cancelled consumer, missing
 * heartbeats) ends both connections, and the next connection declares the whole topology.
 */
import type { ConfirmChannel, Connection } from 'amqplib/callback_api';
import { Broker } from 'rascal';
import { nodesOf } from '../bus-nodes';
import type { BusOptions } from '../bus-options';
import type { ConnectionEnd } from '../connection-keeper';
import { onAbort, pause } from '../on-abort';
import { vhostOf } from '../topology';
import { type Flow, watchFlow } from './flow';
import { gatherWritesTo } from './gathered-writes';
import { createPublisher, type Publisher } from './publisher';

export interface RabbitmqConnection {
  readonly broker: Broker;
  readonly publisher: Publisher;
  readonly lost: AbortSignal;
  readonly flow: Flow;
  /** Ends the connection with the given reason. The next connection opens after a backoff. */
  markLost(reason: unknown): void;
  /** Closes all sockets at once. */
  destroy(): void;
  readonly publishing: Connection;
}

/** The connection is lost after two missed heartbeats. */
const heartbeatSeconds = 5;
/**
 * Timeout of connecting and declaring. A queue without a majority of its replicas never responds.
 */
const openTimeoutMs = 10_000;
const handshakeTimeoutMs = 5_000;
const closeTimeoutMs = 1_000;

export async function openConnection(
  options: BusOptions,
  lost: AbortController,
): Promise<RabbitmqConnection> {
  const sockets = new AbortController();
  const destroy = () => sockets.abort();
  const markLost = (reason: unknown) => lost.abort(reason);
  const forget = onAbort(lost.signal, destroy);
  const timer = setTimeout(
    () => markLost(new Error(`not connected within ${openTimeoutMs / 1_000} s`)),
    openTimeoutMs,
  );
  const ports = nodesOf(options.url).map((node) => Number(new URL(node).port || 5672));
  const stopGathering = gatherWritesTo(ports);
  let broker: Broker | undefined;
  try {
    broker = await openBroker(rascalConfig(options, sockets.signal), markLost);
    const publishing = await connect(broker, options);
    publishing.on('error', markLost).on('close', closed('publishing connection', markLost));
    const flow = watchFlow(publishing, options.logger);
    const channel = await openChannel(publishing);
    channel.on('error', markLost).on('close', closed('channel', markLost));
    const publisher = createPublisher(channel, { flow, onRefusal: markLost });
    return { broker, publisher, flow, lost: lost.signal, markLost, destroy, publishing };
  } catch (error) {
    markLost(error); // Keeps an earlier reason: later errors are consequences.
    destroy();
    if (broker) await shutDown(broker);
    throw lost.signal.reason;
  } finally {
    clearTimeout(timer);
    stopGathering();
    forget();
  }
}

/** Closes a working connection with the AMQP handshake. Destroys a lost one at once. */
export async function closeConnection(
  { broker, publishing, destroy }: RabbitmqConnection,
  { isLost }: ConnectionEnd,
): Promise<void> {
  if (isLost) destroy();
  else await within(closeTimeoutMs, (done) => publishing.close(done));
  await shutDown(broker);
  destroy();
}

function rascalConfig({ url, topology }: BusOptions, signal: AbortSignal): object {
  const { name, vhost } = vhostOf(topology);
  // Rascal tries the nodes in random order until a node accepts the connection.
  const connections = nodesOf(url).map((node) => ({
    url: node,
    options: { heartbeat: heartbeatSeconds },
    socketOptions: { signal, timeout: handshakeTimeoutMs, noDelay: true, keepAlive: true },
  }));
  return {
    vhosts: { [name]: { ...vhost, connections } },
    defaults: { vhosts: { connection: { retry: false } }, subscriptions: { retry: false } },
  };
}

/** Adds the listeners at once: the connection may fail before the publishing connection opens. */
function openBroker(config: object, markLost: (reason: unknown) => void): Promise<Broker> {
  return new Promise((resolve, reject) => {
    Broker.create(config, (error, broker) => {
      broker?.on('error', markLost).on('close', closed('consuming connection', markLost));
      if (broker && !error) return resolve(broker);
      broker?.shutdown(() => {});
      reject(error);
    });
  });
}

function connect(broker: Broker, { topology }: BusOptions): Promise<Connection> {
  return new Promise((resolve, reject) => {
    broker.connect(vhostOf(topology).name, (error, connection) =>
      error ? reject(error) : resolve(connection),
    );
  });
}

function closed(what: string, markLost: (reason: unknown) => void): (cause?: unknown) => void {
  return (cause) => markLost(cause instanceof Error ? cause : new Error(`the ${what} was closed`));
}

function openChannel(connection: Connection): Promise<ConfirmChannel> {
  return new Promise((resolve, reject) => {
    connection.createConfirmChannel((error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

/** Also stops a timer of Rascal that would keep the process alive. */
async function shutDown(broker: Broker): Promise<void> {
  // Let the socket-close handlers run before Rascal closes its connections.
  await pause(10, neverAborted);
  await within(closeTimeoutMs, (done) => broker.shutdown(done));
}

const neverAborted = new AbortController().signal;

function within(timeoutMs: number, action: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    try {
      action(done);
    } catch {
      done(); // The connection is already closed.
    }
  });
}
