import { createHash } from 'node:crypto';

/** A key means something only for one user on one path. */
export interface IdempotencyKey {
  readonly userId: string;
  readonly path: string;
  readonly key: string;
  /** `hashRequest` of the parsed body: what makes another request under the same key visible. */
  readonly requestHash: string;
}

/** What becomes of one request under its key. */
export type KeyOutcome<Answer> =
  | { readonly kind: 'first' }
  | { readonly kind: 'replay'; readonly answer: Answer }
  | { readonly kind: 'mismatch' };

/** What is known of keys: their answers on record, and those given since. */
export interface KnownAnswers<Answer> {
  outcomeOf(key: IdempotencyKey): KeyOutcome<Answer>;
  /** Counts as the answer from now on; it is not on record before `recordAnswers`. */
  keep(key: IdempotencyKey, answer: Answer): void;
}

/** SHA-256 of a JSON value, the same for the same value whatever the order of its members. */
export function hashRequest(body: unknown): string {
  return createHash('sha256').update(canonicalJson(body)).digest('base64url');
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${canonicalJson(each)}`)}}`;
}
