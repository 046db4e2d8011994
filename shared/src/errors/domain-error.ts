/**
 * A violation of a domain rule. Two tables translate the `code`: `error-status.ts` into an HTTP
 * status, and `recovery.ts` into the recovery of a message. HTTP clients see the error's message.
 */
export class DomainError<Code extends string = string> extends Error {
  override readonly name = 'DomainError';
  constructor(
    readonly code: Code,
    message: string,
  ) {
    super(message);
  }
}
