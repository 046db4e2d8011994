import { ConflictError } from '../errors/conflict-error';
import { classifyConnectionError } from '../errors/connection-errors';
import { DomainError } from '../errors/domain-error';
import { sessionSettingsCode } from './verify-settings';

/**
 * Classifies the error of a failed database call. The rules follow the errors that Prisma 7 with
 * adapter-pg was seen to throw. The tests cause each of these errors on a real server.
 *
 * - `conflict`: the database chose another transaction over this one (deadlock, serialization
 *   failure). Nothing took effect, so the same work can be retried at once.
 * - `unavailable`: the database is unreachable, out of resources or too slow. It is unknown whether
 *   a running COMMIT took effect. Every effect has its own key, so the work can be retried later.
 * - `other`: the work itself is wrong. A retry would fail again.
 */
export type DatabaseErrorKind = 'conflict' | 'unavailable' | 'other';

/** Prisma codes: https://www.prisma.io/docs/orm/reference/error-reference */
const conflictCodes = new Set(['P2034']);
/** Prisma codes, and our code for a session without the required settings. */
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

/** Error kinds of the driver adapter. */
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
 * Lock, statement and idle timeouts; a server that shuts down, crashed or starts; exhausted
 * resources; a read-only server (25006), which is no longer the primary; prepared statements that
 * are missing from the session or already exist (26000, 42P05), as behind a pooler that does not
 * support them.
 */
const unavailableStates =
  /^(08...|3D000|53...|55P03|57014|57P01|57P02|57P03|57P05|25006|25P03|25P04|26000|42P05|58030)$/;

/** Messages of pg about a lost connection. These errors have no code. */
const lostConnection =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client (was closed|has encountered a connection error))/;

export function classifyDatabaseError(error: unknown): DatabaseErrorKind {
  if (error instanceof DomainError) return 'other';
  if (error instanceof ConflictError) return 'conflict';
  let isNamed = false;
  for (const each of chainOf(error)) {
    if (matches(each, conflictCodes, conflictKinds, conflictStates)) return 'conflict';
    if (classifyConnectionError(each)) return 'unavailable'; // pg could not connect.
    if (matches(each, unavailableCodes, unavailableKinds, unavailableStates)) return 'unavailable';
    isNamed ||= text(each.code) !== '' || text(each.kind) !== '';
  }
  // The message is used only if the error has no code: it may quote text of a client.
  if (isNamed || !(error instanceof Error)) return 'other';
  return lostConnection.test(error.message) ? 'unavailable' : 'other';
}

type Fields = Readonly<Record<string, unknown>>;

/** Yields the error, its causes, and the driver error that Prisma keeps in `meta`. */
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
