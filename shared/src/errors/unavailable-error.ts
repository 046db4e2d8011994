/**
 * Something the process stands on is away or overloaded (database, backlog bound), nobody's
 * mistake: HTTP answers 503 with Retry-After, a consumer waits and tries again.
 */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  constructor(
    message: string,
    readonly options: ErrorOptions & { readonly retryAfterSeconds?: number } = {},
  ) {
    super(message, options);
  }

  /** Whole seconds, at least 1 (RFC 9110 §10.2.3). */
  get retryAfterSeconds(): number {
    return Math.max(1, Math.ceil(this.options.retryAfterSeconds ?? 1));
  }
}
