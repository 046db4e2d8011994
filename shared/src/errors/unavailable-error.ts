/**
 * A dependency is unavailable (such as the database), or the process is overloaded (such as a full
 * backlog). The operation may succeed later: HTTP responds with 503 and Retry-After, and a consumer
 * holds the message and retries it.
 */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  constructor(
    message: string,
    readonly options: ErrorOptions & { readonly retryAfterSeconds?: number } = {},
  ) {
    super(message, options);
  }

  /** The value for Retry-After (RFC 9110 §10.2.3): whole seconds, at least 1. Defaults to 1. */
  get retryAfterSeconds(): number {
    return Math.max(1, Math.ceil(this.options.retryAfterSeconds ?? 1));
  }
}
