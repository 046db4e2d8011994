import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@online-shop/e2e/shop/databases';
import { drawLoadChart, hasCurve } from './chart';
import type { BenchResult } from './result';
import { createTables, formatMarkdown } from './table';
import { createTargetTable } from './targets';

const document = join(root, 'docs', 'performance.md');
const chartName = 'performance-load.svg';
const begin = '<!-- benchmark: `npm run bench -- --write-docs` writes this block -->';
const end = '<!-- benchmark: end -->';

/** Writes the numbers and the chart into docs/. */
export function writeDocs(result: BenchResult): void {
  if (hasCurve(result.series)) {
    writeFileSync(join(root, 'docs', chartName), drawLoadChart(result.series));
  }
  const text = readFileSync(document, 'utf8');
  writeFileSync(document, replaceBlock(text, formatBlock(result)));
}

/** @throws Error if the text does not contain the two markers */
export function replaceBlock(text: string, block: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${document} has no markers for the numbers`);
  return `${text.slice(0, from)}${begin}\n\n${block}\n\n${text.slice(to)}`;
}

export function formatBlock(result: BenchResult): string {
  const tables = [createTargetTable(result.series), ...createTables(result.series)];
  const chart = hasCurve(result.series)
    ? [`![Throughput and latency by the number of connections](${chartName})`]
    : [];
  return [describeRun(result), ...tables.map(formatMarkdown), ...chart].join('\n\n');
}

export function describeRun({ startedAt, seconds, environment, size }: BenchResult): string {
  const { cpu, cores, memoryGb, system, node, syncMs, commit } = environment;
  return [
    `${startedAt.slice(0, 10)}${commit ? `, commit ${commit}` : ''}: ${cores} cores of ${cpu},`,
    `${memoryGb} GB, ${system}, Node ${node.slice(1)};`,
    `writing and syncing 8 kB takes ${syncMs.toFixed(2)} ms.`,
    `${size.rounds} rounds of ${size.orders} orders over ${size.connections} connections,`,
    `${Math.round(seconds / 60)} minutes in all.`,
  ].join(' ');
}
