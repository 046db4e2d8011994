/**
 * The narrow view of a Prisma client that shared code works through, so that the messaging tables
 * of every schema have one implementation and no generated client is known here.
 */

/** What raw statements need of an interactive transaction. */
export interface SqlTransaction {
  $queryRaw<T = unknown>(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<T>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/** What can open one. */
export interface TransactionClient<Tx> {
  $transaction<T>(work: (tx: Tx) => Promise<T>, options?: { timeout?: number }): Promise<T>;
}
