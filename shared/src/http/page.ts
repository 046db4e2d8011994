/** Keyset pages of a user's list: their parameters, and how they are answered. */
import type { Request } from 'express';
import { query, type ValidationChain } from 'express-validator';
import { decodeCursor, encodeCursor } from '../pagination/cursor';
import { fieldChain } from './fields';

/** A list that comes in pages. */
export interface PagedList {
  /** The user's list; it is what a cursor belongs to. */
  readonly nameOf: (userId: string) => string;
  /** Whether a page of the list may end at this. */
  readonly isPosition: (text: string) => boolean;
}

/** How many items a page may have, and has if the client names no limit. */
export const pageLimits = { max: 200, default: 50 };

export interface PageQuery {
  readonly limit: number;
  /** Where the page before ended; undefined for the first. */
  readonly after: string | undefined;
}

/** `limit` 1–200, taken as it is or refused; `cursor` as the list of the path's `userId` gave it. */
export function pageQuery(list: PagedList): ValidationChain[] {
  const limit = query('limit').optional();
  const cursor = query('cursor').optional();
  return [
    fieldChain(limit, {
      isValid: isLimit,
      requirement: `must be an integer from 1 to ${pageLimits.max}`,
    }),
    cursor
      .custom((value: unknown, { req }) => {
        return readPosition(list, { userId: String(req.params?.userId), cursor: value }) !== null;
      })
      .withMessage('must be a cursor that this list gave'),
  ];
}

function isLimit(value: unknown): value is string {
  return (
    typeof value === 'string' && /^[1-9]\d{0,2}$/.test(value) && Number(value) <= pageLimits.max
  );
}

/** Where the cursor points in the user's list, or null where that list did not make it. */
function readPosition(
  { nameOf, isPosition }: PagedList,
  { userId, cursor }: { userId: string; cursor: unknown },
): string | null {
  if (typeof cursor !== 'string') return null;
  const position = decodeCursor({ list: nameOf(userId), cursor });
  return position !== null && isPosition(position) ? position : null;
}

/** Reads what `pageQuery` has validated. */
export function readPageQuery(req: Request, list: PagedList): PageQuery {
  const { limit = pageLimits.default, cursor } = req.query;
  const userId = String(req.params.userId);
  return { limit: Number(limit), after: readPosition(list, { userId, cursor }) ?? undefined };
}

/** The page of the contract. */
export function presentPage<Item>(
  items: readonly Item[],
  { list, userId, next }: { list: PagedList; userId: string; next: string | number | null },
) {
  const nextCursor =
    next === null ? null : encodeCursor({ list: list.nameOf(userId), position: String(next) });
  return { items, nextCursor };
}
