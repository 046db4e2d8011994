import { parseArgs } from 'node:util';

export interface AuditArguments {
  /** Print one JSON document instead of a report. */
  readonly json: boolean;
  /** Maximum number of rows per finding. The report always contains the total. */
  readonly maxRows: number;
}

export const usage = `npm run audit -- [--json] [--rows N] [--help]
docker compose run --rm operations audit [--json] [--rows N] [--help]`;

/** @throws Error if an argument is unknown or invalid */
export function parseArguments(args: readonly string[]): AuditArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      rows: { type: 'string', default: '20' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (!/^[1-9]\d{0,5}$/.test(values.rows)) {
    throw new Error(`--rows must be an integer from 1 to 999999, not '${values.rows}'`);
  }
  return { json: values.json, maxRows: Number(values.rows) };
}
