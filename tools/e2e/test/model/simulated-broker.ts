/**
 * A broker in memory that delivers at least once and in any order. A confirmed message is in a
 * queue, unacknowledged at a consumer, or a dead letter, until it is acknowledged. When a channel
 * closes, its unacknowledged messages are requeued. Delays are not modelled: a message may be
 * retried at once.
 */
import {
  BusUnavailableError,
  type OutgoingMessage,
  UnroutableError,
} from '@online-shop/shared/bus/bus';

export interface QueuedMessage extends OutgoingMessage {
  readonly attempt: number;
  readonly firstFailedAt: string | undefined;
}

export interface SimulatedQueue {
  readonly name: string;
  /** The message types that are bound to the queue. */
  readonly types: readonly string[];
  ready: QueuedMessage[];
  dead: QueuedMessage[];
  isBound: boolean;
  /** IDs of purged messages. A purge is the only way to lose a message. */
  readonly purged: Set<string>;
}

/** A consumer's channel. */
export interface Channel {
  take(count: number): readonly QueuedMessage[];
  /** Has no effect if the channel was closed meanwhile. */
  acknowledge(message: QueuedMessage): void;
  /** Requeues all unacknowledged messages. A second call has no effect. */
  close(): void;
}

export type Misfortune = 'refuses' | 'takes, and its confirm is lost';

export interface SimulatedBroker {
  readonly queues: readonly SimulatedQueue[];
  /** Whether the broker ever accepted a message. */
  hasTaken(queue: SimulatedQueue, id: string): boolean;
  /** All messages: queued, unacknowledged, and dead letters. */
  listMessages(queue: SimulatedQueue): QueuedMessage[];
  /** @throws UnroutableError, BusUnavailableError */
  publish(message: OutgoingMessage): void;
  /** Sets the failure of the next published message. */
  meetNext(misfortune: Misfortune): void;
  openChannel(queue: SimulatedQueue): Channel;
  /** Closes all channels with unacknowledged messages of the queue. */
  closeChannels(queue: SimulatedQueue): void;
}

export function createSimulatedBroker(
  declared: readonly Pick<SimulatedQueue, 'name' | 'types'>[],
): SimulatedBroker {
  const queues = declared.map(
    (each): SimulatedQueue => ({
      ...each,
      ready: [],
      dead: [],
      isBound: true,
      purged: new Set(),
    }),
  );
  const taken = new Set<string>();
  const channels = new Map<Channel, { queue: SimulatedQueue; inHand: Set<QueuedMessage> }>();
  let misfortune: Misfortune | undefined;

  return {
    queues,
    hasTaken: ({ name }, id) => taken.has(`${name} ${id}`),
    listMessages(queue) {
      const inHand = [...channels.values()].flatMap((channel) =>
        channel.queue === queue ? [...channel.inHand] : [],
      );
      return [...queue.ready, ...inHand, ...queue.dead];
    },
    publish({ id, type, correlationId, body }) {
      const met = misfortune;
      misfortune = undefined;
      if (met === 'refuses') throw new BusUnavailableError('the broker rejected the message');
      const queue = queues.find((each) => each.isBound && each.types.includes(type));
      if (!queue) throw new UnroutableError(type);
      queue.ready.push({ id, type, correlationId, body, attempt: 1, firstFailedAt: undefined });
      taken.add(`${queue.name} ${id}`);
      if (met) throw new BusUnavailableError('no confirm in time');
    },
    meetNext(next) {
      misfortune = next;
    },
    openChannel(queue) {
      const inHand = new Set<QueuedMessage>();
      const channel: Channel = {
        take(count) {
          const messages = queue.ready.splice(0, count);
          for (const message of messages) inHand.add(message);
          return messages;
        },
        acknowledge: (message) => void inHand.delete(message),
        close() {
          queue.ready.unshift(...inHand);
          inHand.clear();
          channels.delete(channel);
        },
      };
      channels.set(channel, { queue, inHand });
      return channel;
    },
    closeChannels(queue) {
      for (const [channel, { queue: ofChannel }] of channels) {
        if (ofChannel === queue) channel.close();
      }
    },
  };
}
