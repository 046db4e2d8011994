/** One row of a database, or of several brought together, by the names the operator reads. */
export type Row = Readonly<Record<string, string | number | null>>;

/** What was found, as many rows as are shown, and how many there are. */
export interface Findings {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** Collects findings in bounded memory, however many there are. */
export interface FindingsCollector extends Findings {
  add(row: Row): void;
}

export function createFindings(rowsMax: number): FindingsCollector {
  const rows: Row[] = [];
  let total = 0;
  return {
    rows,
    get total() {
      return total;
    },
    add(row) {
      total += 1;
      if (rows.length < rowsMax) rows.push(row);
    },
  };
}
