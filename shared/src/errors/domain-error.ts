/**
 * A rule of the domain said no. Two tables translate the `code`, one at each door: HTTP status
 * (`error-status.ts`) and message recovery (`recovery.ts`). The message is written for the client.
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
