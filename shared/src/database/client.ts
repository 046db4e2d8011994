/**
 * The part of a Prisma client that shared code uses. It lets the messaging tables of every service
 * share one implementation, and shared code imports no generated client.
 */

/** An interactive transaction, or a client, that can run raw statements. */
export interface SqlTransaction {
  $queryRaw<T = unknown>(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<T>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/** A client that can open an interactive transaction. */
export interface TransactionClient<Tx> {
  $transaction<T>(work: (tx: Tx) => Promise<T>, options?: { timeout?: number }): Promise<T>;
}
