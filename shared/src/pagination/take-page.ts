/** Which page of a user's list to find. */
export interface PageOfUser<Position = string> {
  readonly userId: string;
  readonly limit: number;
  /** Where the previous page ended. Undefined for the first page. */
  readonly after?: Position | undefined;
}

/** One page of a list. */
export interface Page<Item, Position = string> {
  readonly items: readonly Item[];
  /** Where the next page continues; null on the last page. */
  readonly next: Position | null;
}

/** Cuts a page out of what was found with a limit of one item more. */
export function takePage<Item, Position>(
  found: readonly Item[],
  { limit, positionOf }: { readonly limit: number; positionOf(item: Item): Position },
): Page<Item, Position> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const hasMore = found.length > items.length;
  return { items, next: hasMore && last !== undefined ? positionOf(last) : null };
}
