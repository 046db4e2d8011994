/**
 * Idempotency keys: the first request under a key has its effect and its answer kept in the same
 * transaction; every later one is given that answer (draft-ietf-httpapi-idempotency-key-header).
 *
 * - Two requests at once: the second insert waits for the first transaction. If that commits, the
 *   second finds its answer; if it rolls back (an error, a crash), the key is free and the second
 *   becomes the first.
 * - A crash between COMMIT and the response: the client asks again and is given the answer.
 * - Only a committed answer is kept, so an error never occupies a key.
 */
import type { SqlTransaction } from '../database/client';
import { ConflictError } from '../errors/conflict-error';
import type { IdempotencyKey, KeyOutcome, KnownAnswers } from './idempotency-key';

/**
 * Records each answer under its key, unless the key has one already, and says which it was.
 * Requests of one call that share a key are treated as if they had come one after the other.
 * Answers go through JSON; the caller revives what JSON does not keep.
 * @throws ConflictError when a record is deleted (retention) just as it is looked up
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
    // Between the two statements its time was over: done again, this request is the first.
    if (outcome.kind === 'first') throw new ConflictError('an idempotency record was deleted');
    return outcome;
  });
}

/**
 * Looks the keys up and records nothing. The answer of another transaction that is under way is not
 * seen: whoever decides by what is found must hold a lock that every user of the key takes.
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

/** The positions of the requests that were the first under their key. */
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

/** The records of those keys that have one. */
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
