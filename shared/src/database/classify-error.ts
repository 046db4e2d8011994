import { ConflictError } from '../errors/conflict-error';
import { classifyConnectionError } from '../errors/connection-errors';
import { DomainError } from '../errors/domain-error';
import { sessionSettingsCode } from './verify-settings';

/**
 * What a failed database call means for its caller, read off the shapes that Prisma 7 over
 * adapter-pg was seen to throw; the tests make each of them for real.
 *
 * - `conflict`: the database chose another transaction over this one (deadlock, serialization);
 *   nothing happened, the same work may be done again at once.
 * - `unavailable`: the database is away, full or too slow; whether a COMMIT under way took effect
 *   is unknown. Every effect of ours carries its own key, so the work may be done again later.
 * - `other`: a mistake in the work itself; doing it again would fail again.
 */
export type DatabaseErrorKind = 'conflict' | 'unavailable' | 'other';

/** Prisma codes: https://www.prisma.io/docs/orm/reference/error-reference */
const conflictCodes = new Set(['P2034']);
/** Besides Prisma's, ours for a session without the required settings. */
const unavailableCodes = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1003',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  sessionSettingsCode,
]);

/** Kinds of error that the driver adapter names. */
const conflictKinds = new Set(['TransactionWriteConflict']);
const unavailableKinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TlsConnectionError',
]);

/** PostgreSQL SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const conflictStates = new Set(['40001', '40P01']);
/**
 * Lock, statement and idle timeouts; shutting down, crashed, starting up; out of resources; read-only
 * (25006), as a server is that is no longer the primary; prepared statements that the session does
 * not have, or has already (26000, 42P05), as behind a pooler that does not support them.
 */
const unavailableStates =
  /^(08...|3D000|53...|55P03|57014|57P01|57P02|57P03|57P05|25006|25P03|25P04|26000|42P05|58030)$/;

/** What pg says of a connection, in errors that carry no code at all. */
const lostConnection =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client (was closed|has encountered a connection error))/;

export function classifyDatabaseError(error: unknown): DatabaseErrorKind {
  if (error instanceof DomainError) return 'other';
  if (error instanceof ConflictError) return 'conflict';
  let isNamed = false;
  for (const each of chainOf(error)) {
    if (matches(each, conflictCodes, conflictKinds, conflictStates)) return 'conflict';
    if (classifyConnectionError(each)) return 'unavailable'; // pg could not even connect.
    if (matches(each, unavailableCodes, unavailableKinds, unavailableStates)) return 'unavailable';
    isNamed ||= text(each.code) !== '' || text(each.kind) !== '';
  }
  // Only without any name is there the text to go by: with one it may quote what a client sent.
  if (isNamed || !(error instanceof Error)) return 'other';
  return lostConnection.test(error.message) ? 'unavailable' : 'other';
}

type Fields = Readonly<Record<string, unknown>>;

/** The error, what it was caused by, and what Prisma keeps of the driver's error in `meta`. */
function* chainOf(error: unknown): Generator<Fields> {
  const open = [error];
  for (let depth = 0; depth < 10 && open.length > 0; depth += 1) {
    const next = open.shift();
    if (!isFields(next)) continue;
    yield next;
    const meta = isFields(next.meta) ? next.meta : {};
    open.push(next.cause, meta.driverAdapterError, meta.cause);
  }
}

function matches(
  fields: Fields,
  codes: ReadonlySet<string>,
  kinds: ReadonlySet<string>,
  states: ReadonlySet<string> | RegExp,
): boolean {
  const isState = (value: string) => ('has' in states ? states.has(value) : states.test(value));
  const code = text(fields.code);
  return (
    codes.has(code) ||
    kinds.has(text(fields.kind)) ||
    isState(code) ||
    isState(text(fields.originalCode))
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
