import type { TransactionClient } from '../database/client';
import { inTransaction } from '../database/transaction';
import { type Batcher, type BatcherOptions, createBatcher } from './batcher';

export interface TransactionBatcherOptions<Tx, In, Out>
  extends Partial<Omit<BatcherOptions<In, Out>, 'run'>> {
  readonly client: TransactionClient<Tx>;
  /**
   * Processes one batch. Resolves with one result per item, in the order of the items. After a
   * conflict, `work` is called again in a new transaction.
   */
  readonly work: (tx: Tx, items: readonly In[]) => Promise<readonly Out[]>;
  /** Called after each commit, before the promises of the items are settled. */
  readonly onCommit?: () => void;
}

/**
 * The maximum number of items in a transaction, and of items that wait for the next transaction.
 */
const defaultLimits = { maxBatchSize: 200, maxBacklog: 5_000 };

/** Creates a batcher that runs each batch in one interactive transaction. */
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
      const results = await inTransaction(client, (tx) => work(tx, items));
      onCommit?.();
      return results;
    },
  });
}
