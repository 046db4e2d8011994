/**
 * A broker in memory: at least once, in any order. A message that it confirmed is in a queue, in
 * somebody's hand or a dead letter until it is acknowledged; what a closed channel had in hand goes
 * back. Delays are not modelled: a message that waits for its next attempt may be taken at once.
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
  /** The types of message that are bound to it. */
  readonly types: readonly string[];
  ready: QueuedMessage[];
  dead: QueuedMessage[];
  isBound: boolean;
  /** Ids that were purged: the one way for a message to be lost. */
  readonly purged: Set<string>;
}

/** A consumer's way to its messages. */
export interface Channel {
  take(count: number): readonly QueuedMessage[];
  /** Nothing, where the channel was closed meanwhile. */
  acknowledge(message: QueuedMessage): void;
  /** What is in hand goes back to the queue. Safe to call again. */
  close(): void;
}

export type Misfortune = 'refuses' | 'takes, and its confirm is lost';

export interface SimulatedBroker {
  readonly queues: readonly SimulatedQueue[];
  /** Whether a message was ever taken. */
  hasTaken(queue: SimulatedQueue, id: string): boolean;
  /** Waiting, in hand, and dead letters. */
  listMessages(queue: SimulatedQueue): QueuedMessage[];
  /** @throws UnroutableError, BusUnavailableError */
  publish(message: OutgoingMessage): void;
  /** What it does with the next message that is published. */
  meetNext(misfortune: Misfortune): void;
  openChannel(queue: SimulatedQueue): Channel;
  /** Closes the channel of whoever has messages of the queue in hand. */
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
      if (met === 'refuses') throw new BusUnavailableError('the broker refused');
      const queue = queues.find((each) => each.isBound && each.types.includes(type));
      if (!queue) throw new UnroutableError(type);
      queue.ready.push({ id, type, correlationId, body, attempt: 1, firstFailedAt: undefined });
      taken.add(`${queue.name} ${id}`);
      if (met) throw new BusUnavailableError('no answer in time');
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
