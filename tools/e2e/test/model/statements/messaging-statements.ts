import { isDeepStrictEqual } from 'node:util';
import { nameOfRow, type SimulatedTransaction } from '../simulated-database';
import type { IdempotencyRow, InboxRow, OutboxRow, TableName, Tables } from '../tables';
import { byText, type Statement, type Statements, unnest } from './statement';

/** The statements of both databases: outbox, inbox, idempotency records, retention. */
export const messagingStatements = {
  recordInInbox: { begins: 'INSERT INTO inbox_messages', means: recordInInbox },
  appendToOutbox: { begins: 'INSERT INTO outbox_messages', means: appendToOutbox },
  claimPending: { begins: 'SELECT id, type, correlation_id AS', means: claimPending },
  markPublished: {
    begins: 'UPDATE outbox_messages SET published_at = now()',
    means: markPublished,
  },
  markPending: { begins: 'UPDATE outbox_messages SET published_at = NULL', means: markPending },
  putOff: { begins: 'UPDATE outbox_messages AS message SET attempts', means: putOff },
  insertAnswers: { begins: 'INSERT INTO idempotency_records', means: insertAnswers },
  findAnswers: { begins: 'SELECT user_id AS "userId", path, key', means: findAnswers },
  deletePublished: { begins: 'DELETE FROM outbox_messages', means: deletePublished },
  deleteReceived: { begins: 'DELETE FROM inbox_messages', means: deleteReceived },
  deleteAnswers: { begins: 'DELETE FROM idempotency_records', means: deleteAnswers },
} satisfies Statements;

/**
 * INSERT … ON CONFLICT DO NOTHING: waits for concurrent inserts and returns the keys that were new.
 */
function insertOrSkip<T extends 'inbox_messages' | 'idempotency_records'>(
  tx: SimulatedTransaction,
  table: T,
  rows: readonly Keyed<T>[],
): Keyed<T>[] {
  const inserted = new Map<string, Keyed<T>>();
  for (const each of rows) {
    if (tx.find(table, each.key) || inserted.has(each.key)) continue;
    tx.lock(nameOfRow(table, each.key));
    inserted.set(each.key, each);
  }
  for (const { key, row } of inserted.values()) tx.put(table, key, row);
  return [...inserted.values()];
}

interface Keyed<T extends TableName> {
  readonly key: string;
  readonly row: Tables[T];
}

function recordInInbox(tx: SimulatedTransaction, statement: Statement) {
  const rows = unnest(statement)
    .map((message) => ({ ...message, receivedAt: new Date() }) as InboxRow)
    .sort(byText((row) => row.id))
    .map((row) => ({ key: row.id, row }));
  const inserted = insertOrSkip(tx, 'inbox_messages', rows);
  return inserted.map(({ key }) => ({ id: key }));
}

function appendToOutbox(tx: SimulatedTransaction, statement: Statement) {
  const events = unnest(statement).map(
    ({ correlation_id: correlationId, ...event }) => ({ ...event, correlationId }) as OutboxRow,
  );
  events.sort(byText((event) => event.id));
  for (const { id } of events) tx.lock(nameOfRow('outbox_messages', id));
  const written = events.filter((event) => {
    const row = tx.find('outbox_messages', event.id) ?? event;
    if (!tellsTheSame(row, event)) return false;
    tx.put('outbox_messages', row.id, { ...row, publishedAt: null, attempts: 0 });
    return true;
  });
  return written.length;
}

function tellsTheSame(row: OutboxRow, event: OutboxRow): boolean {
  const [told, telling] = [row, event].map(({ body }) => JSON.parse(body).data);
  const isSameFact = row.type === event.type && row.subject === event.subject;
  return isSameFact && isDeepStrictEqual(told, telling);
}

/** Every pending row is due, because the model has no time. */
function claimPending(tx: SimulatedTransaction, { values }: Statement) {
  const claimed = tx
    .rows('outbox_messages')
    .filter((row) => !row.publishedAt && !tx.isHeldByAnother(nameOfRow('outbox_messages', row.id)))
    .slice(0, Number(values[0]));
  for (const { id } of claimed) tx.lock(nameOfRow('outbox_messages', id));
  return claimed.map(({ publishedAt: _, subject: __, ...row }) => row);
}

function markPublished(tx: SimulatedTransaction, { values }: Statement) {
  const change = (row: OutboxRow) => ({ publishedAt: new Date(), attempts: row.attempts + 1 });
  return updateOutbox(tx, values[0] as string[], change);
}

function markPending(tx: SimulatedTransaction, { values }: Statement) {
  return updateOutbox(tx, values[0] as string[], () => ({ publishedAt: null, attempts: 0 }));
}

function putOff(tx: SimulatedTransaction, statement: Statement) {
  const ids = unnest(statement).map(({ id }) => id as string);
  return updateOutbox(tx, ids, (row) => ({ attempts: row.attempts + 1 }));
}

function updateOutbox(
  tx: SimulatedTransaction,
  ids: readonly string[],
  change: (row: OutboxRow) => Partial<OutboxRow>,
): number {
  const there = ids.filter((id) => tx.find('outbox_messages', id));
  for (const id of there) tx.lock(nameOfRow('outbox_messages', id));
  for (const id of there) {
    const row = tx.find('outbox_messages', id);
    if (row) tx.put('outbox_messages', id, { ...row, ...change(row) });
  }
  return there.length;
}

function insertAnswers(tx: SimulatedTransaction, statement: Statement) {
  const rows = unnest(statement)
    .map((row) => {
      const { user_id: userId, path, key, request_hash: requestHash } = row;
      const answer: unknown = JSON.parse(String(row.answer));
      return { userId, path, key, requestHash, answer, createdAt: new Date() } as IdempotencyRow;
    })
    .map((row) => ({ key: nameOfAnswer(row.userId, row.path, row.key), row }))
    .sort(byText(({ key }) => key));
  const inserted = insertOrSkip(tx, 'idempotency_records', rows);
  return inserted.map(({ row: { userId, path, key } }) => ({ user_id: userId, path, key }));
}

function findAnswers(tx: SimulatedTransaction, { values }: Statement) {
  const [userIds = [], paths = [], keys = []] = values as string[][];
  const names = new Set(userIds.map((userId, i) => nameOfAnswer(userId, paths[i], keys[i])));
  return [...names].flatMap((name) => {
    const row = tx.find('idempotency_records', name);
    if (!row) return [];
    const { createdAt: _, ...found } = row;
    return [found];
  });
}

function nameOfAnswer(...parts: readonly (string | undefined)[]): string {
  return JSON.stringify(parts);
}

function deletePublished(tx: SimulatedTransaction, { values }: Statement) {
  return deleteOlder(tx, 'outbox_messages', {
    hours: Number(values[0]),
    keyOf: (row) => row.id,
    timeOf: (row) => row.publishedAt,
  });
}

function deleteReceived(tx: SimulatedTransaction, { values }: Statement) {
  return deleteOlder(tx, 'inbox_messages', {
    hours: Number(values[0]),
    keyOf: (row) => row.id,
    timeOf: (row) => row.receivedAt,
  });
}

function deleteAnswers(tx: SimulatedTransaction, { values }: Statement) {
  return deleteOlder(tx, 'idempotency_records', {
    hours: Number(values[0]),
    keyOf: (row) => nameOfAnswer(row.userId, row.path, row.key),
    timeOf: (row) => row.createdAt,
  });
}

function deleteOlder<T extends TableName>(
  tx: SimulatedTransaction,
  table: T,
  options: {
    readonly hours: number;
    readonly keyOf: (row: Tables[T]) => string;
    readonly timeOf: (row: Tables[T]) => Date | null;
  },
): number {
  const { hours, keyOf, timeOf } = options;
  const before = Date.now() - hours * 3_600_000;
  const old = tx
    .rows(table)
    .filter((row) => (timeOf(row)?.getTime() ?? Number.POSITIVE_INFINITY) < before)
    .map(keyOf)
    .filter((key) => !tx.isHeldByAnother(nameOfRow(table, key)));
  for (const key of old) tx.lock(nameOfRow(table, key));
  for (const key of old) tx.remove(table, key);
  return old.length;
}
