/**
 * What a failed system call says about a connection. PostgreSQL, the message bus and the gateway
 * share this table.
 *
 * - `unreachable`: the peer cannot be found or does not listen; nothing was sent.
 * - `exhausted`: this process or machine has no file descriptor, port or memory left; nothing was
 *   sent, and the peer is not to blame.
 * - `timed-out`, `broken`: the connection ended; whether the peer acted is unknown.
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

/** Undefined for an error that says nothing about a connection. */
export function classifyConnectionError(error: unknown): ConnectionErrorKind | undefined {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode ? kinds.get(String(error.code)) : undefined;
}
