import type { Channel, Message } from 'amqplib';
import type { DeadLetter } from '../dead-letter';
import type { ConsumedQueue } from '../dead-letter-store';
import { readDeadLetter } from './read-dead-letter';
import { takePage } from './take-page';

/** The unacknowledged messages of a dead letter, one per copy. */
export interface Held {
  readonly consumed: ConsumedQueue;
  readonly messages: readonly Message[];
}

export interface HeldDeadLetters {
  /** Takes at most `size` messages from a queue, without acknowledging them. */
  take(queue: string, size: number): Promise<readonly Message[]>;
  /** Converts messages to dead letters. Equal messages are copies of one dead letter. */
  hold(messages: readonly Message[], consumed: ConsumedQueue): readonly DeadLetter[];
  /** Returns undefined after the dead letter was acknowledged. */
  of(letter: DeadLetter): Held | undefined;
  /** Deletes the dead letters from their queues. */
  acknowledge(letters: readonly DeadLetter[]): Promise<void>;
}

/** Tracks the messages that a channel holds. An unreferenced page is freed, but remains held. */
export function createHeldDeadLetters({
  channel,
  lost,
}: {
  readonly channel: Channel;
  readonly lost: AbortSignal;
}): HeldDeadLetters {
  const held = new WeakMap<DeadLetter, Held>();
  /** Messages that `acknowledge` has taken. They belong to the next page. */
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
     * The broker may delay acknowledgements and loses them if the channel closes. It processes a
     * `get` after them, so its response proves that they are done.
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
    const letter = readDeadLetter(message, consumed);
    const before = byId.get(letter.id);
    if (before) before[1].push(message);
    else byId.set(letter.id, [letter, [message]]);
  }
  return [...byId.values()];
}

/** Sorts by time, because requeued messages are no longer in their original order. */
function keyOf({ reason, id }: DeadLetter): string {
  return `${reason.lastFailedAt} ${id}`;
}
