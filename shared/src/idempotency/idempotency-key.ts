import { createHash } from 'node:crypto';

/** An idempotency key. Equal keys of different users or different paths are unrelated. */
export interface IdempotencyKey {
  readonly userId: string;
  readonly path: string;
  readonly key: string;
  /** `hashRequest` of the parsed body. Detects a different request with the same key. */
  readonly requestHash: string;
}

/**
 * The outcome of a request with a key:
 * - `first`: no earlier request has used the key.
 * - `replay`: an earlier request had the same key and the same body. `answer` is its stored result.
 * - `mismatch`: an earlier request had the same key but a different body.
 */
export type KeyOutcome<Answer> =
  | { readonly kind: 'first' }
  | { readonly kind: 'replay'; readonly answer: Answer }
  | { readonly kind: 'mismatch' };

/**
 * The stored results of keys, and the results that the current transaction has added with `keep`.
 */
export interface KnownAnswers<Answer> {
  outcomeOf(key: IdempotencyKey): KeyOutcome<Answer>;
  /** Adds a result in memory, so that `outcomeOf` finds it. `recordAnswers` stores results. */
  keep(key: IdempotencyKey, answer: Answer): void;
}

/**
 * Returns the SHA-256 hash of a JSON value. The order of object members does not change the hash.
 */
export function hashRequest(body: unknown): string {
  return createHash('sha256').update(canonicalJson(body)).digest('base64url');
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${canonicalJson(each)}`)}}`;
}
