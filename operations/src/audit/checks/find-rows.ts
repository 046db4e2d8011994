import type { Findings, Row } from '../findings';
import type { Snapshot } from '../snapshot';

/** Runs a statement and returns at most `maxRows` of its rows and their total number. */
export async function findRows(
  snapshot: Snapshot,
  statement: string,
  maxRows: number,
): Promise<Findings> {
  const found = await snapshot.query<Record<string, string | number | null>>(
    `SELECT count(*) OVER () AS found_total, found.* FROM (${statement}) AS found LIMIT $1`,
    [maxRows],
  );
  const total = Number(found[0]?.found_total ?? 0);
  const rows = found.map(({ found_total: _, ...row }): Row => row);
  return { total, rows };
}
