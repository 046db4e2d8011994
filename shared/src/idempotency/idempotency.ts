/**
 * Idempotency keys (draft-ietf-httpapi-idempotency-key-header): the first request with a key
 * commits its effect and its result in one transaction. Every repeated request with the key gets
 * this result.
 *
 * - Concurrent requests: the second insert waits for the transaction of the first request. After a
 *   commit the second request gets the stored result. After a rollback (an error or a crash) the
 *   key is unused, and the second request becomes the first.
 * - A crash between the commit and the response: the client repeats the request and gets the stored
 *   result.
 * - An error: the transaction rolls back and stores nothing, so the client can use the key again.
 */
import type { SqlTransaction } from '../database/client';
import { ConflictError } from '../errors/conflict-error';
import type { IdempotencyKey, KeyOutcome, KnownAnswers } from './idempotency-key';

/**
 * Stores each result under its key, unless the key already has a result. Returns the outcome of
 * each request, in order. If requests of one call share a key, the earliest of them is the first
 * request. Results are stored as JSON: the caller must restore other types, such as dates.
 * @throws ConflictError if retention deletes a record between the insert and the lookup
 */
export async function recordAnswers<Answer>(
  tx: SqlTransaction,
  requests: readonly { readonly idempotency: IdempotencyKey; readonly answer: Answer }[],
): Promise<KeyOutcome<Answer>[]> {
  if (requests.length === 0) return [];
  const firsts = await insertOrSkip(tx, requests);
  const keys = requests.map(({ idempotency }) => idempotency);
  const known = await findAnswers<Answer>(
    tx,
    keys.filter((_, i) => !firsts.has(i)),
  );

  return keys.map((key, i) => {
    if (firsts.has(i)) return { kind: 'first' };
    const outcome = known.outcomeOf(key);
    // Retention deleted the record between the two statements. In a retried transaction, this
    // request becomes the first.
    if (outcome.kind === 'first') throw new ConflictError('an idempotency record was deleted');
    return outcome;
  });
}

/**
 * Finds the stored results of the keys. Does not store anything, and does not find the results of
 * uncommitted transactions. A caller that acts on the outcome must hold a lock, and
 * every transaction with the same key must take the same lock.
 */
export async function findAnswers<Answer>(
  tx: SqlTransaction,
  keys: readonly IdempotencyKey[],
): Promise<KnownAnswers<Answer>> {
  const kept = await findKept<Answer>(tx, keys);
  return {
    outcomeOf(key) {
      const record = kept.get(nameOf(key));
      if (!record) return { kind: 'first' };
      if (record.requestHash !== key.requestHash) return { kind: 'mismatch' };
      return { kind: 'replay', answer: record.answer };
    },
    keep(key, answer) {
      kept.set(nameOf(key), { requestHash: key.requestHash, answer });
    },
  };
}

type Requests = readonly { readonly idempotency: IdempotencyKey; readonly answer: unknown }[];

/** Inserts the records of unused keys. Returns the positions of the requests that were inserted. */
async function insertOrSkip(tx: SqlTransaction, requests: Requests): Promise<Set<number>> {
  const { userIds, paths, keys } = columnsOf(requests.map(({ idempotency }) => idempotency));
  const hashes = requests.map((request) => request.idempotency.requestHash);
  const answers = requests.map((request) => JSON.stringify(request.answer));

  const inserted = await tx.$queryRaw<{ user_id: string; path: string; key: string }[]>`
    INSERT INTO idempotency_records (user_id, path, key, request_hash, answer)
    SELECT user_id, path, key, request_hash, answer::jsonb
    FROM unnest(${userIds}::text[], ${paths}::text[], ${keys}::text[], ${hashes}::text[],
      ${answers}::text[]) WITH ORDINALITY
      AS request (user_id, path, key, request_hash, answer, position)
    ORDER BY user_id, path, key, position
    ON CONFLICT (user_id, path, key) DO NOTHING
    RETURNING user_id, path, key`;

  const names = new Set(
    inserted.map((row) => nameOf({ userId: row.user_id, path: row.path, key: row.key })),
  );
  const firsts = new Set<number>();
  requests.forEach(({ idempotency }, i) => {
    if (names.delete(nameOf(idempotency))) firsts.add(i);
  });
  return firsts;
}

interface Kept<Answer> {
  readonly requestHash: string;
  readonly answer: Answer;
}

/** Returns the stored records of the keys, by key name. */
async function findKept<Answer>(
  tx: SqlTransaction,
  wanted: readonly IdempotencyKey[],
): Promise<Map<string, Kept<Answer>>> {
  if (wanted.length === 0) return new Map();
  const { userIds, paths, keys } = columnsOf(wanted);

  type Row = { userId: string; path: string; key: string } & Kept<Answer>;
  const rows = await tx.$queryRaw<Row[]>`
    SELECT user_id AS "userId", path, key, request_hash AS "requestHash", answer
    FROM idempotency_records
    WHERE (user_id, path, key) IN (
      SELECT * FROM unnest(${userIds}::text[], ${paths}::text[], ${keys}::text[]))`;
  return new Map(rows.map((row) => [nameOf(row), row]));
}

function columnsOf(keys: readonly IdempotencyKey[]) {
  return {
    userIds: keys.map(({ userId }) => userId),
    paths: keys.map(({ path }) => path),
    keys: keys.map(({ key }) => key),
  };
}

function nameOf({ userId, path, key }: Omit<IdempotencyKey, 'requestHash'>): string {
  return JSON.stringify([userId, path, key]);
}
