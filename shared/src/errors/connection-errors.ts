/**
 * The kinds of connection error. The clients of PostgreSQL, the message bus and the gateway share
 * this classification of system error codes.
 *
 * - `unreachable`: the peer cannot be found or does not listen. No request was sent.
 * - `exhausted`: this process or machine has no file descriptor, port or memory left. No request
 *   was sent, and the peer may be healthy.
 * - `timed-out`, `broken`: the connection ended. The peer may have processed the request.
 *
 * Codes: https://nodejs.org/api/errors.html#common-system-errors
 */
export type ConnectionErrorKind = 'unreachable' | 'exhausted' | 'timed-out' | 'broken';

const kinds: ReadonlyMap<string, ConnectionErrorKind> = new Map([
  ['ECONNREFUSED', 'unreachable'],
  ['ENOTFOUND', 'unreachable'],
  ['EAI_AGAIN', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETDOWN', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EADDRNOTAVAIL', 'exhausted'],
  ['EMFILE', 'exhausted'],
  ['ENFILE', 'exhausted'],
  ['ENOBUFS', 'exhausted'],
  ['ENOMEM', 'exhausted'],
  ['ETIMEDOUT', 'timed-out'],
  ['ECONNRESET', 'broken'],
  ['EPIPE', 'broken'],
]);

/** Returns the kind of a connection error, or undefined for any other error. */
export function classifyConnectionError(error: unknown): ConnectionErrorKind | undefined {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode ? kinds.get(String(error.code)) : undefined;
}
