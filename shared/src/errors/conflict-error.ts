/**
 * A transaction conflicts with another transaction, which has committed first. Roll back and retry
 * the transaction from its start: the retry sees the changes of the other transaction.
 */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}
