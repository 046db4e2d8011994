import { invariants } from '../invariants/violation';
import type { CaseResult } from './run-case';

const columns: readonly (readonly [string, (result: CaseResult) => string | number])[] = [
  ['fault', (result) => result.fault],
  ['times', (result) => result.times],
  ['accepted', (result) => result.accepted],
  ['finished', (result) => result.finished],
  ['cancelled', (result) => result.cancelled],
  ['duplicates', (result) => result.duplicates],
  ['recovery', (result) => `${(result.recoveryMs / 1_000).toFixed(2)} s`],
  ['violations', (result) => result.violations.length],
];

/** One line per case, with right-aligned numbers. */
export function formatTable(results: readonly CaseResult[]): string {
  const rows = [
    columns.map(([title]) => title),
    ...results.map((result) => columns.map(([, read]) => String(read(result)))),
  ];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) =>
    row.map((cell, i) => pad(cell, { width: widths[i] ?? 0, isText: i === 0 })).join('  '),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function pad(
  cell: string,
  { width, isText }: { readonly width: number; readonly isText: boolean },
): string {
  return isText ? cell.padEnd(width) : cell.padStart(width);
}

const shownMax = 10;

/** The broken promises and the command that repeats the run. Empty if every promise was kept. */
export function formatViolations(
  results: readonly CaseResult[],
  run: { readonly seed: number; readonly bus: string; readonly folders: readonly string[] },
): string {
  const failed = results.filter((result) => result.violations.length > 0);
  if (failed.length === 0) return '';
  const stories = failed.map(({ name, violations }) => {
    const shown = violations.slice(0, shownMax).map(({ invariant, detail }) => {
      return `  ${invariant} (${invariants[invariant]}): ${detail}`;
    });
    const rest = violations.length - shown.length;
    return [`${name}:`, ...shown, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n');
  });
  const cases = failed.map(({ name }) => `--case ${name}`).join(' ');
  return [
    ...stories,
    `logs: ${run.folders.join(', ')}`,
    `again: npm run faults -- --seed ${run.seed} --bus ${run.bus} ${cases}`,
  ].join('\n');
}
