/**
 * Compares the declarations of the services with a live RabbitMQ, and changes nothing. AMQP cannot
 * read the arguments of a queue, so an existing queue is declared again. RabbitMQ confirms this
 * declaration if the arguments are equal, and rejects it with the difference otherwise
 * (https://www.rabbitmq.com/docs/queues#property-equivalence). A missing queue is not declared.
 */
import { type Vhost, vhostOf } from '@online-shop/shared/bus/topology';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import type { DeclaredTopology } from '../topologies';
import { UnreachableError } from '../unreachable-error';
import { type BoundKey, compareBindings, type Drift } from './drift';

const notFound = 404;
const connectTimeoutMs = 10_000;

export interface RabbitmqAddresses {
  readonly url: string;
  /** The management API. If it is not set, bindings are not compared. */
  readonly apiUrl: string | undefined;
}

/** @throws UnreachableError if the broker or its management API is unavailable */
export async function compareWithRabbitmq(
  topologies: readonly DeclaredTopology[],
  { url, apiUrl }: RabbitmqAddresses,
): Promise<Drift> {
  const differences = await compareDeclarations(topologies, url);
  if (!apiUrl) {
    return { differences, omissions: ['Bindings are not compared: set RABBITMQ_API_URL.'] };
  }
  const found = await listBoundKeys({ url, apiUrl });
  return { differences: [...differences, ...compareBindings(topologies, found)], omissions: [] };
}

async function compareDeclarations(
  topologies: readonly DeclaredTopology[],
  url: string,
): Promise<string[]> {
  let connection: ChannelModel | undefined;
  try {
    connection = await connect(url, { timeout: connectTimeoutMs });
    connection.on('error', () => {}); // The pending request fails with the same error.
    const differences: string[] = [];
    for (const probe of probesOf(topologies.map(({ topology }) => vhostOf(topology).vhost))) {
      const difference = await findDifference(connection, probe);
      if (difference) differences.push(difference);
    }
    return differences;
  } catch (cause) {
    throw new UnreachableError('RabbitMQ', { url, cause });
  } finally {
    await connection?.close();
  }
}

interface Probe {
  readonly what: string;
  /** Fails with 404 if the queue or exchange does not exist. */
  check(channel: Channel): Promise<unknown>;
  /** Fails with 406 if the queue or exchange exists with other properties. */
  declare(channel: Channel): Promise<unknown>;
}

function probesOf(vhosts: readonly Vhost[]): Probe[] {
  const exchanges = new Map(vhosts.flatMap((vhost) => Object.entries(vhost.exchanges)));
  return [
    ...[...exchanges].map(([name, { type }]) => ({
      what: `the exchange ${name}`,
      check: (channel: Channel) => channel.checkExchange(name),
      declare: (channel: Channel) => channel.assertExchange(name, type),
    })),
    ...vhosts.flatMap(({ queues }) =>
      Object.entries(queues).map(([name, { options }]) => ({
        what: `the queue ${name}`,
        check: (channel: Channel) => channel.checkQueue(name),
        declare: (channel: Channel) => channel.assertQueue(name, options),
      })),
    ),
  ];
}

/** A rejected request closes its channel, so each request gets its own channel. */
async function findDifference(connection: ChannelModel, probe: Probe): Promise<string | null> {
  const missing = await refusalOf(connection, probe.check);
  if (missing?.code === notFound) return `${probe.what} is missing`;
  const refusal = missing ?? (await refusalOf(connection, probe.declare));
  return refusal && `${probe.what} differs: ${refusal.message}`;
}

interface Refusal extends Error {
  readonly code?: number;
}

async function refusalOf(
  connection: ChannelModel,
  request: (channel: Channel) => Promise<unknown>,
): Promise<Refusal | null> {
  const channel = await connection.createChannel();
  channel.on('error', () => {}); // The request fails with the same error.
  try {
    await request(channel);
    await channel.close();
    return null;
  } catch (error) {
    if ((error as Refusal).code === undefined) throw error;
    return error as Refusal;
  }
}

async function listBoundKeys({
  url,
  apiUrl,
}: {
  url: string;
  apiUrl: string;
}): Promise<BoundKey[]> {
  const api = new URL(apiUrl);
  const credentials = `${decodeURIComponent(api.username)}:${decodeURIComponent(api.password)}`;
  const vhost = new URL(url).pathname.slice(1) || '%2F';
  try {
    const answer = await fetch(`${api.origin}/api/bindings/${vhost}`, {
      headers: { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      signal: AbortSignal.timeout(connectTimeoutMs),
    });
    if (!answer.ok) throw new Error(`it responded with ${answer.status}`);
    const bindings = (await answer.json()) as ApiBinding[];
    return bindings
      .filter(({ source }) => source !== '')
      .map(({ source, destination, routing_key }) => {
        return { exchange: source, queue: destination, key: routing_key };
      });
  } catch (cause) {
    throw new UnreachableError('the management API', { url: apiUrl, cause });
  }
}

/** https://www.rabbitmq.com/docs/http-api-reference#get-apibindingsvhost */
interface ApiBinding {
  readonly source: string;
  readonly destination: string;
  readonly routing_key: string;
}
