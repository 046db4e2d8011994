import type { TransactionClient } from '../database/client';
import { inTransaction } from '../database/transaction';
import { type Batcher, type BatcherOptions, createBatcher } from './batcher';

export interface TransactionBatcherOptions<Tx, In, Out>
  extends Partial<Omit<BatcherOptions<In, Out>, 'run'>> {
  readonly client: TransactionClient<Tx>;
  /** Answers each item, in the items' order; may be run again from its beginning. */
  readonly work: (tx: Tx, items: readonly In[]) => Promise<readonly Out[]>;
  /** Called after each commit, before the answers are given. */
  readonly onCommit?: () => void;
}

/** Maximum number of items in a transaction, and of items that wait for the next one. */
const defaultLimits = { sizeMax: 200, backlogMax: 5_000 };

/** Natural batching for use cases: each batch is one interactive transaction. */
export function createTransactionBatcher<Tx, In, Out>({
  client,
  work,
  onCommit,
  ...limits
}: TransactionBatcherOptions<Tx, In, Out>): Batcher<In, Out> {
  return createBatcher({
    ...defaultLimits,
    ...limits,
    run: async (items) => {
      const answers = await inTransaction(client, (tx) => work(tx, items));
      onCommit?.();
      return answers;
    },
  });
}
