/** One row of a finding, from one or both databases, with the column names of the report. */
export type Row = Readonly<Record<string, string | number | null>>;

/** The rows to show, and the total number of rows that were found. */
export interface Findings {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** Collects findings in bounded memory: it stores at most `maxRows` rows and counts the others. */
export interface FindingsCollector extends Findings {
  add(row: Row): void;
}

export function createFindings(maxRows: number): FindingsCollector {
  const rows: Row[] = [];
  let total = 0;
  return {
    rows,
    get total() {
      return total;
    },
    add(row) {
      total += 1;
      if (rows.length < maxRows) rows.push(row);
    },
  };
}
