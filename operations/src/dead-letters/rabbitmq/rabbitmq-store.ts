/**
 * Dead letters on RabbitMQ. The store takes them without acknowledging them and so holds them all
 * until it is closed: the broker then puts back, at their old place, those that were neither
 * replayed nor dropped, as it does when this process dies. Two desks at once see a letter in one of
 * them alone.
 *
 * Each look counts as a delivery, which is why dead-letter queues are declared with a limit out of
 * reach.
 *
 * Crash windows of a replay: killed before the confirm, the letter stays, and its message may be
 * back as well; killed before the acknowledgement, both are there. The inbox knows the second.
 */
import { BusUnavailableError, UnroutableError } from '@online-shop/shared/bus/bus';
import { senderHeaders } from '@online-shop/shared/bus/rabbitmq/message-headers';
import { createPublisher } from '@online-shop/shared/bus/rabbitmq/publisher';
import { type ChannelModel, type ConfirmChannel, connect, type GetMessage } from 'amqplib';
import type { DeadLetter } from '../dead-letter';
import type { DeadLetterStore, Listing, ReplayOutcome, StoreOptions } from '../dead-letter-store';
import { UnreachableError } from '../unreachable-error';
import { readLetter } from './read-letter';

/** A letter with its messages: as many as it has copies. */
interface HeldLetter {
  readonly letter: DeadLetter;
  readonly deadLetterQueue: string;
  readonly messages: readonly [GetMessage, ...GetMessage[]];
}

const CONNECT_TIMEOUT_MS = 10_000;
const CONFIRM_TIMEOUT_MS = 10_000;
/** Two silent heartbeats and a connection is dead. */
const HEARTBEAT_SECONDS = '5';

export async function openRabbitmqStore(options: StoreOptions): Promise<DeadLetterStore> {
  const { url } = options;
  const lost = new AbortController();
  const connection = await reach(url, () => open(url, lost));
  try {
    const channel = await reach(url, () => connection.createConfirmChannel());
    channel.on('error', (error) => lost.abort(error));
    const held = new Map<string, HeldLetter>();
    const notes = await reach(url, () => take({ ...options, connection, channel, held }));
    return createStore({ url, connection, channel, held, notes, lost: lost.signal });
  } catch (error) {
    await close(connection);
    throw error;
  }
}

async function open(url: string, lost: AbortController): Promise<ChannelModel> {
  const address = new URL(url);
  address.searchParams.set('heartbeat', HEARTBEAT_SECONDS);
  const connection = await connect(address.href, { timeout: CONNECT_TIMEOUT_MS });
  connection
    .on('error', (error) => lost.abort(error))
    .on('close', () => lost.abort(new Error('the connection was closed')));
  return connection;
}

interface Taking extends StoreOptions {
  readonly connection: ChannelModel;
  readonly channel: ConfirmChannel;
  readonly held: Map<string, HeldLetter>;
}

/** Fills `held`. Answers what there is to say about it. */
async function take({ connection, channel, held, queues, lettersMax }: Taking): Promise<string[]> {
  const notes: string[] = [];
  let left = lettersMax;
  let unread = 0;
  for (const consumed of queues) {
    const { deadLetterQueue } = consumed;
    if (!(await exists(connection, deadLetterQueue))) {
      notes.push(`${deadLetterQueue} is not there: its service has never started on this broker.`);
      continue;
    }
    const { messageCount } = await channel.checkQueue(deadLetterQueue);
    const wanted = Math.min(messageCount, left);
    for (let taken = 0; taken < wanted; taken++) {
      const message = await channel.get(deadLetterQueue);
      if (!message) break;
      left -= 1;
      const letter = readLetter(message, consumed);
      const messages = held.get(letter.id)?.messages ?? [];
      const copies = messages.length + 1;
      held.set(letter.id, {
        letter: { ...letter, copies },
        deadLetterQueue,
        messages: [message, ...messages],
      });
    }
    unread += messageCount - wanted;
  }
  if (unread > 0) notes.push(`${unread} more are there: only ${lettersMax} are looked at.`);
  return notes;
}

interface StoreParts {
  readonly url: string;
  readonly connection: ChannelModel;
  readonly channel: ConfirmChannel;
  readonly held: Map<string, HeldLetter>;
  readonly notes: readonly string[];
  readonly lost: AbortSignal;
}

function createStore(parts: StoreParts): DeadLetterStore {
  const { url, connection, channel, held, notes, lost } = parts;
  const publisher = createPublisher(channel);

  async function publish({ letter: { queue }, messages: [message] }: HeldLetter): Promise<void> {
    const { messageId, correlationId } = message.properties;
    await publisher.publish(
      {
        ...{ exchange: '', routingKey: queue, content: message.content },
        ...{ messageId, correlationId, headers: senderHeaders(message) },
      },
      AbortSignal.any([lost, AbortSignal.timeout(CONFIRM_TIMEOUT_MS)]),
    );
  }

  async function acknowledge({ letter, deadLetterQueue, messages }: HeldLetter): Promise<void> {
    for (const message of messages) {
      channel.ack(message);
      // The broker holds back acknowledgements that come too fast, and forgets them when the
      // channel closes. A get stands behind them in the queue's log: once it is answered they
      // are done. What it may take out goes back like everything that is held.
      await channel.get(deadLetterQueue);
    }
    held.delete(letter.id);
  }

  return {
    list: async (): Promise<Listing> => ({ letters: inOrder([...held.values()]), notes }),
    find: async (id) => held.get(id)?.letter ?? null,
    async replay(id): Promise<ReplayOutcome> {
      const found = held.get(id);
      if (!found) return 'unknown';
      try {
        await publish(found);
      } catch (error) {
        if (error instanceof UnroutableError) return 'queue-gone';
        if (error instanceof BusUnavailableError && !lost.aborted) return 'not-taken';
        throw new UnreachableError('the bus', { url, cause: lost.reason ?? error });
      }
      await reach(url, () => acknowledge(found));
      return 'replayed';
    },
    async drop(id) {
      const found = held.get(id);
      if (!found) return false;
      await reach(url, () => acknowledge(found));
      return true;
    },
    hasQueue: (queue) => reach(url, () => exists(connection, queue)),
    close: () => close(connection),
  };
}

/** What was held and given back before is no longer in the order in which it came. */
function inOrder(held: readonly HeldLetter[]): DeadLetter[] {
  const keyOf = ({ queue, reason, id }: DeadLetter) => `${queue} ${reason.lastFailedAt} ${id}`;
  return held
    .map(({ letter }) => letter)
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/** On a channel of its own: the broker closes the one that asks for a queue which is not there. */
async function exists(connection: ChannelModel, queue: string): Promise<boolean> {
  const channel = await connection.createChannel();
  channel.on('error', () => {}); // It is what the question rejects with.
  try {
    await channel.checkQueue(queue);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === NOT_FOUND) return false;
    throw error;
  }
  await channel.close();
  return true;
}

const NOT_FOUND = 404;

/** Everything that was held and is not acknowledged goes back with it. */
async function close(connection: ChannelModel): Promise<void> {
  await connection.close().catch(() => {}); // It is closed already.
}

async function reach<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new UnreachableError('the bus', { url, cause });
  }
}
