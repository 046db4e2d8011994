/** A message that nobody will try again by itself, as the desk shows it. */
export interface DeadLetter {
  /**
   * What a person names it by. The same in every listing; a message that is put back and fails
   * again is another letter.
   */
  readonly id: string;
  /** Where it failed, and where a replay puts it back. */
  readonly queue: string;
  readonly messageId: string | null;
  /** Of the request that caused it, to find its log lines. */
  readonly correlationId: string | null;
  readonly reason: Reason;
  /** How often the message lies there, dead for the same reason at the same moment. */
  readonly copies: number;
  /** As they stand in the message; the embedded bus has none. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** To the byte, unless it is no UTF-8. */
  readonly body: string;
}

/** Null is what nobody knows: a letter that a stranger put there has no reason. */
export interface Reason {
  /** How many times it was handled in vain. */
  readonly attempts: number | null;
  readonly errorCode: string | null;
  readonly errorMessage: string;
  /** RFC 3339, UTC. */
  readonly firstFailedAt: string | null;
  readonly lastFailedAt: string | null;
}

/** What the body says of itself. It is not to be trusted: it may be why the letter is dead. */
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

/** Undefined where it is not JSON. */
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
