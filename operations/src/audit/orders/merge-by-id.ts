import type { Batches } from '../snapshot';

interface Keyed {
  readonly id: string;
}

type Sources<Rows> = { readonly [Name in keyof Rows]: Batches<Rows[Name] & Keyed> };

/** The rows with one ID. A source without this ID has no property. */
export type Merged<Rows> = Keyed & { readonly [Name in keyof Rows]?: Rows[Name] };

/**
 * Merges the rows of several sources by ID, in the order of the IDs. Each source must return its
 * rows in this order and each ID once. At most one batch per source is in memory. IDs are UUIDs in
 * lower case, so they sort as text in the same order as in PostgreSQL.
 */
export async function* mergeById<Rows>(
  sources: Sources<Rows>,
): AsyncGenerator<readonly Merged<Rows>[], void> {
  const names = Object.keys(sources) as (keyof Rows & string)[];
  const readers = names.map((name) => ({ name, ...createReader(sources[name]) }));
  for (;;) {
    for (const reader of readers) await reader.fill();
    const merged: Merged<Rows>[] = [];
    while (readers.every((reader) => !reader.isSpent())) {
      const id = lowest(readers.map((reader) => reader.peek()?.id));
      if (id === undefined) break;
      const rows: Record<string, unknown> = { id };
      for (const reader of readers) {
        if (reader.peek()?.id === id) rows[reader.name] = reader.take();
      }
      merged.push(rows as Merged<Rows>);
    }
    if (merged.length === 0) return;
    yield merged;
  }
}

/** Reads a source row by row. Only `fill` waits for the next batch. */
function createReader<Row extends Keyed>(batches: Batches<Row>) {
  let batch: readonly Row[] = [];
  let position = 0;
  let hasEnded = false;
  const isSpent = () => position === batch.length && !hasEnded;

  return {
    isSpent,
    /** Undefined once the source has ended. */
    peek: () => batch[position],
    take: () => batch[position++],
    async fill() {
      if (!isSpent()) return;
      const next = await batches.next();
      hasEnded = next.done === true;
      batch = next.value ?? [];
      position = 0;
    },
  };
}

function lowest(ids: readonly (string | undefined)[]): string | undefined {
  let found: string | undefined;
  for (const id of ids) if (id !== undefined && (found === undefined || id < found)) found = id;
  return found;
}
