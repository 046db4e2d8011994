import { ContradictionError } from '../errors/contradiction-error';
import type { ConsumerOptions } from './bus';

type Handle = ConsumerOptions['handle'];

export interface ContradictionCounter {
  /** The same handler; the messages that contradict what is on record are counted. */
  watch(handle: Handle): Handle;
  /** Contradictions since the start of the process. */
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
