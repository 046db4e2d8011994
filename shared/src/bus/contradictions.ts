import { ContradictionError } from '../errors/contradiction-error';
import type { ConsumerOptions } from './bus';

type Handle = ConsumerOptions['handle'];

export interface ContradictionCounter {
  /** Wraps a handler and counts the messages that it rejects with a ContradictionError. */
  watch(handle: Handle): Handle;
  /** Contradictions since the process started. */
  count(): number;
}

export function createContradictionCounter(): ContradictionCounter {
  let count = 0;
  return {
    watch: (handle) => async (message) => {
      try {
        return await handle(message);
      } catch (error) {
        if (error instanceof ContradictionError) count += 1;
        throw error;
      }
    },
    count: () => count,
  };
}
