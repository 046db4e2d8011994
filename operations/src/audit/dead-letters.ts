import { consumedQueues } from '../dead-letters/consumers';
import type { DeadLetter } from '../dead-letters/dead-letter';
import { type ConsumedQueue, LETTERS_MAX } from '../dead-letters/dead-letter-store';
import { openStore } from '../dead-letters/open-store';
import { UnreachableError } from '../dead-letters/unreachable-error';

export interface DeadLetterCount {
  /** Where they failed. */
  readonly queue: string;
  /** Of the last failure; null where neither a consumer nor the broker left one. */
  readonly errorCode: string | null;
  readonly letters: number;
}

/** Either what waits for a person, or why that could not be seen. */
export type DeadLetters =
  | {
      readonly total: number;
      readonly queues: readonly DeadLetterCount[];
      /** What else the desk has to say, a sentence each: that there are more, that one is missing. */
      readonly notes: readonly string[];
    }
  | { readonly unknown: string };

/**
 * Counts what the desk lists, as it reads it, and leaves every letter where it is: RabbitMQ tells a
 * reason only to whoever takes the message. A bus that is away says nothing about the books.
 */
export async function countDeadLetters(
  busUrl: string,
  queues: readonly ConsumedQueue[] = consumedQueues,
): Promise<DeadLetters> {
  try {
    const store = await openStore({ url: busUrl, queues, lettersMax: LETTERS_MAX });
    try {
      const { letters, notes } = await store.list();
      return { total: letters.length, queues: countByReason(letters), notes };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof UnreachableError) return { unknown: error.message };
    throw error;
  }
}

function countByReason(letters: readonly DeadLetter[]): DeadLetterCount[] {
  const counts = new Map<string, DeadLetterCount>();
  for (const { queue, reason } of letters) {
    const key = `${queue} ${reason.errorCode ?? ''}`;
    const before = counts.get(key)?.letters ?? 0;
    counts.set(key, { queue, errorCode: reason.errorCode, letters: before + 1 });
  }
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, count]) => count);
}
