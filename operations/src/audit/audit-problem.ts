/** The audit could not run, so it has no result. The message is a sentence for the operator. */
export class AuditProblem extends Error {
  override readonly name = 'AuditProblem';
}

/**
 * If a connection failed on several addresses, its own message is empty and its causes have one.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
