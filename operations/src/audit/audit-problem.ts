/** The audit could not be made, which says nothing about the books; a sentence for the operator. */
export class AuditProblem extends Error {
  override readonly name = 'AuditProblem';
}

/** A failed connection may have tried several addresses: its own message is empty then. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
