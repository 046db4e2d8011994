import type { Request } from 'express';
import { decodeCursor, encodeCursor } from '../pagination/cursor';
import { defaultLimit } from './fields';
import { ValidationError } from './problem';

export interface PageQuery {
  readonly limit: number;
  /** Where the page before ended; undefined for the first. */
  readonly after: string | undefined;
}

/**
 * Reads the validated `limit` and `cursor` of a request for a page of `list`.
 * @throws ValidationError for a cursor that this list did not make
 */
export function readPageQuery(
  req: Request,
  { list, isPosition }: { list: string; isPosition: (text: string) => boolean },
): PageQuery {
  const { limit = defaultLimit, cursor } = req.query as { limit?: string; cursor?: string };
  if (cursor === undefined) return { limit: Number(limit), after: undefined };
  const after = decodeCursor({ list, cursor });
  if (after === null || !isPosition(after)) {
    const message = 'must be a cursor that this list gave';
    throw new ValidationError([{ in: 'query', path: 'cursor', message }]);
  }
  return { limit: Number(limit), after };
}

/** The page of the contract. */
export function presentPage<Item>(
  items: readonly Item[],
  { list, next }: { list: string; next: string | number | null },
) {
  const nextCursor = next === null ? null : encodeCursor({ list, position: String(next) });
  return { items, nextCursor };
}
