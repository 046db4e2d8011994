import type { Findings, Row } from '../findings';
import type { Snapshot } from '../snapshot';

/** The rows that a statement finds: `rowsMax` of them, and how many there are. */
export async function findRows(
  snapshot: Snapshot,
  statement: string,
  rowsMax: number,
): Promise<Findings> {
  const found = await snapshot.query<Record<string, string | number | null>>(
    `SELECT count(*) OVER () AS found_total, found.* FROM (${statement}) AS found LIMIT $1`,
    [rowsMax],
  );
  const total = Number(found[0]?.found_total ?? 0);
  const rows = found.map(({ found_total: _, ...row }): Row => row);
  return { total, rows };
}
