/**
 * One connection to RabbitMQ, in fact two: Rascal's, which declares the topology and consumes, and
 * one for publishing, since a broker short of memory blocks connections that publish and must not
 * block the acknowledgements with them. They live and die together.
 *
 * Rascal's own reconnecting is off. It would keep a half-built state over failures (a connection
 * whose topology is refused is never closed), and would not declare a deleted queue again before
 * the next loss. Here whatever goes wrong (socket, channel, refused message, cancelled consumer,
 * missing heartbeats) loses the connection as a whole, and the next declares everything anew.
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
  /** For whoever finds that something is amiss. */
  markLost(reason: unknown): void;
  /** Ends every socket, whatever waits on it. */
  destroy(): void;
  readonly publishing: Connection;
}

/** Two silent heartbeats and a connection is dead. */
const heartbeatSeconds = 5;
/** Connecting and declaring; a queue without a majority of its replicas would take for ever. */
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
  const timer = setTimeout(() => markLost(new Error('not connected in time')), openTimeoutMs);
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
    markLost(error); // The reason, unless there is one already: what follows from it is none.
    destroy();
    if (broker) await shutDown(broker);
    throw lost.signal.reason;
  } finally {
    clearTimeout(timer);
    stopGathering();
    forget();
  }
}

/** A healthy connection says goodbye first; a lost one has nobody to say it to. */
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
  // Rascal tries the nodes in a random order, until one takes the connection.
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

/** Watched from the first: it may markLost its connection before the one for publishing is there. */
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

/** Also ends Rascal's timer, which keeps the process alive. */
async function shutDown(broker: Broker): Promise<void> {
  // What the end of the sockets set off has to be through before Rascal is asked to close them.
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
      done(); // It was closed already.
    }
  });
}
