/** Keyset pagination of a user's list: the query parameters and the response. */
import type { Request, RequestHandler } from 'express';
import { query, type ValidationChain } from 'express-validator';
import { decodeCursor, encodeCursor } from '../pagination/cursor';
import type { Page, PageOfUser } from '../pagination/take-page';
import { fieldChain, userIdInPath } from './fields';
import { validate } from './validation';

/** A list that is returned in pages. */
export interface PagedList {
  /** Returns the name of the user's list. A cursor is valid only for the list that created it. */
  readonly nameOf: (userId: string) => string;
  /** Returns whether the text is a position of this list. */
  readonly isPosition: (text: string) => boolean;
}

/** The maximum number of items of a page, and the number if the request has no `limit`. */
export const pageLimits = { max: 200, default: 50 };

export interface PageQuery {
  readonly limit: number;
  /** The position of the last item of the previous page. Undefined for the first page. */
  readonly after: string | undefined;
}

/**
 * Validates `limit` (an integer from 1 to 200) and `cursor` (a `nextCursor` that the list of the
 * path's `userId` returned). Both are optional.
 */
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
      .withMessage('must be the nextCursor of a page of this list'),
  ];
}

function isLimit(value: unknown): value is string {
  return (
    typeof value === 'string' && /^[1-9]\d{0,2}$/.test(value) && Number(value) <= pageLimits.max
  );
}

/** Returns the position that the cursor contains, or null if another list created the cursor. */
function readPosition(
  { nameOf, isPosition }: PagedList,
  { userId, cursor }: { userId: string; cursor: unknown },
): string | null {
  if (typeof cursor !== 'string') return null;
  const position = decodeCursor({ list: nameOf(userId), cursor });
  return position !== null && isPosition(position) ? position : null;
}

/** Reads the parameters that `pageQuery` has validated. */
export function readPageQuery(req: Request, list: PagedList): PageQuery {
  const { limit = pageLimits.default, cursor } = req.query;
  const userId = String(req.params.userId);
  return { limit: Number(limit), after: readPosition(list, { userId, cursor }) ?? undefined };
}

export interface PageHandlerOptions<Item> {
  readonly find: (query: PageOfUser) => Promise<Page<Item, string | number>>;
  readonly present: (item: Item) => object;
}

/** Handles GET of a user's list: validates the request and responds with a page. */
export function pageHandlers<Item>(
  list: PagedList,
  { find, present }: PageHandlerOptions<Item>,
): RequestHandler[] {
  return [
    validate(userIdInPath(), ...pageQuery(list)),
    async (req, res) => {
      const userId = String(req.params.userId);
      const { items, next } = await find({ userId, ...readPageQuery(req, list) });
      res.json(presentPage(items.map(present), { list, userId, next }));
    },
  ];
}

/**
 * Creates the response body of one page. `next` is the position after which the next page starts.
 */
export function presentPage<Item>(
  items: readonly Item[],
  { list, userId, next }: { list: PagedList; userId: string; next: string | number | null },
) {
  const nextCursor =
    next === null ? null : encodeCursor({ list: list.nameOf(userId), position: String(next) });
  return { items, nextCursor };
}
