/** A message that exhausted its retries, as the operations CLI shows it. */
export interface DeadLetter {
  /**
   * The ID in every listing. A message that is replayed and fails again is another dead letter with
   * another ID.
   */
  readonly id: string;
  /** The queue in which the message failed. A replay moves the message there. */
  readonly queue: string;
  readonly messageId: string | null;
  /** The correlation ID of the request that caused the message. It identifies the log lines. */
  readonly correlationId: string | null;
  readonly reason: Reason;
  /** The number of equal messages that failed for the same reason at the same moment. */
  readonly copies: number;
  /** The headers of the message. Empty on the embedded bus. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** The exact body. Bytes that are not UTF-8 are replaced. */
  readonly body: string;
}

/**
 * Why the message failed. Fields are null if unknown, for example if a foreign program put it
 * there.
 */
export interface Reason {
  /** The number of failed attempts. */
  readonly attempts: number | null;
  readonly errorCode: string | null;
  readonly errorMessage: string;
  /** A time in UTC, in RFC 3339 format. */
  readonly firstFailedAt: string | null;
  readonly lastFailedAt: string | null;
}

/** The type and order ID in the body. They are not validated: the body may be invalid. */
export interface Claims {
  readonly type: string | null;
  readonly orderId: string | null;
}

export function readClaims({ body }: Pick<DeadLetter, 'body'>): Claims {
  const event = parseJson(body);
  const fields: Readonly<Record<string, unknown>> =
    typeof event === 'object' && event !== null ? { ...event } : {};
  return { type: textOf(fields.type), orderId: textOf(fields.subject) };
}

/** Returns undefined if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
