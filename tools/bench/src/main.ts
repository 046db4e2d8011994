/**
 * `npm run bench`: starts the shop in production mode, loads it through the gateway, and compares
 * its speed with reference programs on the same machine. Exits with 1 and without numbers if a
 * request was rejected or the databases are inconsistent.
 */
import { join } from 'node:path';
import { root } from '@online-shop/e2e/shop/databases';
import { outliveReaders } from '@online-shop/servers/process/outlive-readers';
import { printableLines } from '@online-shop/shared/logging/printable';
import { type BenchArguments, parseArguments, usage } from './arguments';
import type { Bench } from './bench';
import { readEnvironment } from './measure/environment';
import type { Measures, Metric } from './measure/measures';
import { hasProc } from './measure/processes';
import { createGroups, selectGroups } from './plan';
import { describeRun, writeDocs } from './report/docs';
import { readResult, writeResult } from './report/json';
import { metrics } from './report/metrics';
import type { BenchResult } from './report/result';
import { createTables, formatText } from './report/table';
import { createTargetTable } from './report/targets';
import { runGroups } from './run';

async function main(args: BenchArguments): Promise<void> {
  const result = args.from === undefined ? await runAll(args) : readResult(args.from);
  const tables = [...createTables(result.series), createTargetTable(result.series)];
  print(`\n${describeRun(result)}\n\n${tables.map(formatText).join('\n\n')}\n`);
  if (args.isForDocs) writeDocs(result);
}

async function runAll(args: BenchArguments): Promise<BenchResult> {
  const { orders, connections, rounds, cases: names, isQuick } = args;
  const groups = selectGroups(createGroups(args), { names, isQuick });
  if (!hasProc) print('No CPU and memory columns: this system has no /proc.\n');
  const startedAt = new Date();
  const environment = readEnvironment();
  const size = { orders, connections, rounds };
  const series = await runGroups({ groups, ...size, onRound: printRound, onOpen: closeOnSignal });

  const seconds = (Date.now() - startedAt.getTime()) / 1_000;
  const result = { startedAt: startedAt.toISOString(), seconds, environment, size, series };
  const file = args.out ?? join(root, 'tools', 'bench', 'results', `${nameOf(startedAt)}.json`);
  writeResult(file, result);
  print(`Result written to ${file}\n`);
  return result;
}

let isInterrupted = false;

const signals = ['SIGINT', 'SIGTERM'] as const;
const openShops = new Set<Bench>();

/** Closes all shops on SIGINT or SIGTERM, so that no process keeps running. */
function closeOnSignal(shop: Bench): () => void {
  if (openShops.size === 0) for (const signal of signals) process.once(signal, closeAll);
  openShops.add(shop);
  return () => {
    openShops.delete(shop);
    if (openShops.size === 0) for (const signal of signals) process.off(signal, closeAll);
  };
}

function closeAll(): void {
  isInterrupted = true;
  const closed = Promise.allSettled([...openShops].map((shop) => shop.close()));
  void closed.finally(() => process.exit(130));
}

const progressMetrics: readonly Metric[] = [
  'settledPerSecond',
  'requestsPerSecond',
  'ofLimit',
  'ofSpread',
  'ofDirect',
  'ofNewShop',
  'finishedP50',
  'addedP50',
  'postP50',
  'getP50',
  'cpuServices',
];

function printRound(name: string, measures: Measures): void {
  const facts = progressMetrics.flatMap((metric) => {
    const { title, digits } = metrics[metric];
    return measures[metric] === undefined ? [] : `${title} ${measures[metric].toFixed(digits)}`;
  });
  print(`${new Date().toISOString().slice(11, 19)}  ${name}: ${facts.join(', ')}\n`);
}

function nameOf(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(':', '-');
}

function print(text: string): void {
  process.stdout.write(printableLines(text));
}

async function run(): Promise<void> {
  const args = parse();
  if (!args) return;
  if (args === 'help') return print(`${usage}\n`);
  try {
    await main(args);
  } catch (error) {
    if (isInterrupted) return; // The error is a consequence of closing the shop.
    process.stderr.write(printableLines(`FAILED: ${(error as Error).message}\n`));
    process.exitCode = 1;
  }
}

function parse(): BenchArguments | 'help' | undefined {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

outliveReaders();
void run();
