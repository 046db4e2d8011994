import type { Channel, Message } from 'amqplib';
import type { DeadLetter } from '../dead-letter';
import type { ConsumedQueue } from '../dead-letter-store';
import { readLetter } from './read-letter';
import { takePage } from './take-page';

/** The unacknowledged messages of a dead letter: as many as it has copies. */
export interface Held {
  readonly consumed: ConsumedQueue;
  readonly messages: readonly Message[];
}

export interface HeldLetters {
  /** Takes up to so many messages of a queue, without acknowledging them. */
  take(queue: string, size: number): Promise<readonly Message[]>;
  /** The dead letters that the messages are; copies are one. */
  hold(messages: readonly Message[], consumed: ConsumedQueue): readonly DeadLetter[];
  /** Undefined once the dead letter is acknowledged. */
  of(letter: DeadLetter): Held | undefined;
  /** Removes the dead letters from their queues for good. */
  acknowledge(letters: readonly DeadLetter[]): Promise<void>;
}

/** What a channel holds. A page that nobody refers to is out of memory, and still held. */
export function createHeldLetters({
  channel,
  lost,
}: {
  readonly channel: Channel;
  readonly lost: AbortSignal;
}): HeldLetters {
  const held = new WeakMap<DeadLetter, Held>();
  /** Taken by `acknowledge`: a part of the next page. */
  const spare = new Map<string, Message[]>();

  return {
    async take(queue, size) {
      const first = spare.get(queue)?.splice(0, size) ?? [];
      const count = size - first.length;
      return count > 0 ? [...first, ...(await takePage(channel, { queue, count, lost }))] : first;
    },
    hold(messages, consumed) {
      const letters = groupCopies(messages, consumed).map(([letter, copies]) => {
        const counted = { ...letter, copies: copies.length };
        held.set(counted, { consumed, messages: copies });
        return counted;
      });
      return letters.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
    },
    of: (letter) => held.get(letter),
    /**
     * The broker delays acknowledgements that come too fast, and forgets them if the channel closes.
     * A `get` is written to the queue's log after them: once it is answered they are done.
     */
    async acknowledge(letters) {
      const queues = new Set<string>();
      for (const letter of letters) {
        const found = held.get(letter);
        if (!found) continue;
        for (const message of found.messages) channel.ack(message);
        held.delete(letter);
        queues.add(found.consumed.deadLetterQueue);
      }
      for (const queue of queues) {
        const message = await channel.get(queue);
        if (message) spare.set(queue, [...(spare.get(queue) ?? []), message]);
      }
    },
  };
}

function groupCopies(messages: readonly Message[], consumed: ConsumedQueue) {
  const byId = new Map<string, readonly [DeadLetter, Message[]]>();
  for (const message of messages) {
    const letter = readLetter(message, consumed);
    const before = byId.get(letter.id);
    if (before) before[1].push(message);
    else byId.set(letter.id, [letter, [message]]);
  }
  return [...byId.values()];
}

/** Messages that were held before and put back are no longer in the order in which they came. */
function keyOf({ reason, id }: DeadLetter): string {
  return `${reason.lastFailedAt} ${id}`;
}
