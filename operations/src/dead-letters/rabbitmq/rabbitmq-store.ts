/**
 * Dead letters on RabbitMQ. The store takes messages without acknowledging them and holds them
 * until it is closed. Then, or if this process dies, the broker requeues the messages that were
 * neither replayed nor dropped. If two programs read at once, each dead letter is visible to only
 * one of them.
 *
 * Each read counts as a delivery. Dead-letter queues therefore have a very high delivery limit.
 *
 * Crash windows of a replay:
 * - before the confirm: the dead letter remains; its message may be in the queue as well;
 * - before the acknowledgement: both exist. The inbox ignores the second copy.
 */
import { BusUnavailableError, UnroutableError } from '@online-shop/shared/bus/bus';
import { nodesOf } from '@online-shop/shared/bus/bus-nodes';
import { senderHeaders } from '@online-shop/shared/bus/rabbitmq/message-headers';
import { createPublisher } from '@online-shop/shared/bus/rabbitmq/publisher';
import { type ChannelModel, type ConfirmChannel, connect, type Message } from 'amqplib';
import { UnreachableError } from '../../unreachable-error';
import type { DeadLetter } from '../dead-letter';
import {
  type ConsumedQueue,
  type DeadLetterStore,
  defaultPageSize,
  type ReplayOutcome,
  type StoreOptions,
  UnusedBusError,
} from '../dead-letter-store';
import { createHeldDeadLetters, type Held } from './held-dead-letters';

const connectTimeoutMs = 10_000;
const confirmTimeoutMs = 10_000;
/** A connection is lost after two missing heartbeats. */
const heartbeatSeconds = '5';

export async function openRabbitmqStore(options: StoreOptions): Promise<DeadLetterStore> {
  const { url } = options;
  const lost = new AbortController();
  const connection = await reach(url, () => open(url, lost));
  try {
    return await reach(url, async () => {
      const channel = await connection.createConfirmChannel();
      channel.on('error', (error) => lost.abort(error));
      const counts = await countMessages(connection, options.queues);
      if (counts.every(({ count }) => count === null)) throw new UnusedBusError();
      return createStore({ ...options, connection, channel, counts, lost: lost.signal });
    });
  } catch (error) {
    await close(connection);
    throw error;
  }
}

async function open(url: string, lost: AbortController): Promise<ChannelModel> {
  const connection = await connectToAny(nodesOf(url));
  connection
    .on('error', (error) => lost.abort(error))
    .on('close', () => lost.abort(new Error('the connection was closed')));
  return connection;
}

/** Connects to the first reachable node. Rejects with the error of the last node. */
async function connectToAny([url = '', ...others]: readonly string[]): Promise<ChannelModel> {
  const address = new URL(url);
  address.searchParams.set('heartbeat', heartbeatSeconds);
  const connecting = connect(address.href, { timeout: connectTimeoutMs });
  return others.length === 0 ? connecting : connecting.catch(() => connectToAny(others));
}

interface Counted extends ConsumedQueue {
  /** Null if the dead-letter queue does not exist. */
  readonly count: number | null;
}

function countMessages(connection: ChannelModel, queues: readonly ConsumedQueue[]) {
  const counts = queues.map(async (each): Promise<Counted> => {
    const found = await checkQueue(connection, each.deadLetterQueue);
    return { ...each, count: found?.messageCount ?? null };
  });
  return Promise.all(counts);
}

interface StoreParts extends StoreOptions {
  readonly connection: ChannelModel;
  readonly channel: ConfirmChannel;
  readonly counts: readonly Counted[];
  readonly lost: AbortSignal;
}

function createStore(parts: StoreParts): DeadLetterStore {
  const { url, connection, channel, counts, lost, pageSize = defaultPageSize } = parts;
  const held = createHeldDeadLetters({ channel, lost });
  const publish = createReplayPublisher(parts);

  async function* read(): AsyncGenerator<readonly DeadLetter[], void> {
    for (const { count, ...consumed } of counts) {
      let left = count ?? 0;
      while (left > 0) {
        const size = Math.min(left, pageSize);
        const messages = await reach(url, () => held.take(consumed.deadLetterQueue, size));
        if (messages.length === 0) break;
        left -= messages.length;
        yield held.hold(messages, consumed);
      }
    }
  }

  /** Reads all queues completely, to find every copy. */
  async function find(id: string): Promise<DeadLetter | null> {
    const copies: Held[] = [];
    for await (const page of read()) {
      const letter = page.find((each) => each.id === id);
      const found = letter && held.of(letter);
      if (found) copies.push(found);
    }
    const [first] = copies;
    const messages = copies.flatMap((each) => each.messages);
    return (first && held.hold(messages, first.consumed)[0]) ?? null;
  }

  async function replayOne(letter: DeadLetter): Promise<ReplayOutcome> {
    const message = held.of(letter)?.messages[0];
    return message ? publish(message, letter.queue) : 'unknown';
  }

  return {
    notes: counts
      .filter(({ count }) => count === null)
      .map(({ deadLetterQueue }) => {
        return `${deadLetterQueue} does not exist: its service has never started on this broker.`;
      }),
    read,
    find,
    async replay(letters) {
      const outcomes = await Promise.all(letters.map(replayOne));
      const replayed = letters.filter((_, i) => outcomes[i] === 'replayed');
      await reach(url, () => held.acknowledge(replayed));
      return outcomes;
    },
    async drop(letters) {
      const isHeld = letters.map((letter) => held.of(letter) !== undefined);
      await reach(url, () => held.acknowledge(letters));
      return isHeld;
    },
    async findQueue(queue) {
      const found = await reach(url, () => checkQueue(connection, queue));
      return found && { consumers: found.consumerCount };
    },
    close: () => close(connection),
  };
}

/** Creates the function that publishes a message to its queue. */
function createReplayPublisher({ url, channel, lost }: StoreParts) {
  const publisher = createPublisher(channel);

  return async (message: Message, queue: string): Promise<ReplayOutcome> => {
    const { messageId, correlationId } = message.properties;
    const { content } = message;
    const deadline = AbortSignal.any([lost, AbortSignal.timeout(confirmTimeoutMs)]);
    try {
      await publisher.publish(
        {
          exchange: '',
          routingKey: queue,
          content,
          messageId,
          correlationId,
          headers: senderHeaders(message),
        },
        deadline,
      );
      return 'replayed';
    } catch (error) {
      if (error instanceof UnroutableError) return 'queue-gone';
      if (error instanceof BusUnavailableError && !lost.aborted) return 'not-taken';
      throw new UnreachableError('the bus', { url, cause: lost.reason ?? error });
    }
  };
}

/** Uses a separate channel, because the broker closes the channel if the queue does not exist. */
async function checkQueue(connection: ChannelModel, queue: string) {
  const channel = await connection.createChannel();
  channel.on('error', () => {}); // checkQueue rejects with it.
  try {
    const found = await channel.checkQueue(queue);
    await channel.close();
    return found;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === notFound) return null;
    throw error;
  }
}

const notFound = 404;

/**
 * Closes the connection. The broker requeues all unacknowledged messages. amqplib's `close` never
 * settles if the connection ends before the broker confirms: after missed heartbeats, for example.
 */
async function close(connection: ChannelModel): Promise<void> {
  const ended = new Promise((resolve) => connection.once('close', resolve));
  const closed = connection.close().catch(() => {}); // The connection is already closed.
  await Promise.race([closed, ended]);
}

async function reach<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new UnreachableError('the bus', { url, cause });
  }
}
