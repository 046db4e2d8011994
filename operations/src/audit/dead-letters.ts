import { consumedQueues } from '../dead-letters/consumers';
import type { ConsumedQueue } from '../dead-letters/dead-letter-store';
import { openStore } from '../dead-letters/open-store';
import { createSummary, type Group } from '../dead-letters/summary';
import { UnreachableError } from '../unreachable-error';

export type DeadLetterCount = Pick<Group, 'queue' | 'type' | 'errorCode' | 'letters' | 'orders'>;

/** The dead letters by queue, type and error, or the reason why they could not be counted. */
export type DeadLetters =
  | {
      readonly total: number;
      readonly queues: readonly DeadLetterCount[];
      /** A sentence for each other fact: that a dead-letter queue does not exist. */
      readonly notes: readonly string[];
    }
  | { readonly unknown: string };

/**
 * Counts dead letters as `npm run dead-letters -- list --summary` does, and leaves each where it
 * is. A bus that is unavailable does not change the verdict on the ledger.
 */
export async function countDeadLetters(
  busUrl: string,
  queues: readonly ConsumedQueue[] = consumedQueues,
): Promise<DeadLetters> {
  try {
    const store = await openStore({ url: busUrl, queues });
    try {
      const summary = createSummary();
      for await (const page of store.read()) for (const letter of page) summary.add(letter);
      const groups = summary.groups();
      return {
        total: groups.reduce((sum, { letters }) => sum + letters, 0),
        queues: groups.map(({ queue, type, errorCode, letters, orders }) => {
          return { queue, type, errorCode, letters, orders };
        }),
        notes: store.notes,
      };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof UnreachableError) return { unknown: error.message };
    throw error;
  }
}
