/**
 * `npm run faults`: starts the whole shop, injects every kind of fault, and checks every promise
 * after each case. If a promise is broken, exits 1 and prints the command that repeats the run.
 */
import { outliveReaders } from '@online-shop/servers/process/outlive-readers';
import { printableLines } from '@online-shop/shared/logging/printable';
import type { BusKind } from '../bus/broker';
import type { Shop } from '../shop/shop';
import { type FaultArguments, parseArguments, usage } from './arguments';
import { selectCases } from './cases';
import type { FaultCase } from './fault-case';
import { type Layout, layouts, openShop } from './layouts';
import { findLack } from './needs';
import { formatTable, formatViolations } from './report';
import { type CaseResult, runCase } from './run-case';
import { readVersions } from './versions';

async function main(args: FaultArguments): Promise<number> {
  const { seed, bus, minutes } = args;
  const cases = selectCases(args.cases).filter((fault) => isPossible(fault, bus));
  const durationMs = (minutes * 60_000) / cases.length;
  say(`seed ${seed}, ${cases.length} ${cases.length === 1 ? 'case' : 'cases'} on ${bus}\n`);

  const results: CaseResult[] = [];
  const folders: string[] = [];
  let versions: string | undefined;
  for (const layout of layouts) {
    const waiting = cases.filter((fault) => (fault.layout ?? 'plain') === layout);
    while (waiting.length > 0) folders.push(...(await runInOneShop(waiting, layout)));
  }

  /** Removes the cases that it runs from the list. Stops after a case that breaks a promise. */
  async function runInOneShop(waiting: FaultCase[], layout: Layout): Promise<string[]> {
    const shop = await openShop(layout, bus);
    const release = closeOnSignal(shop);
    versions ??= await readVersions(shop);
    let isClean = true;
    while (isClean && waiting.length > 0) {
      const fault = waiting.shift() as FaultCase;
      const result = await runCase(fault, { shop, seed, durationMs });
      results.push(result);
      isClean = result.violations.length === 0;
      say(`${isClean ? 'kept' : 'BROKEN'}  ${fault.name}\n`);
    }
    release();
    await shop.close({ keepFiles: !isClean });
    return isClean ? [] : [shop.folder];
  }

  say(`\n${versions}, seed ${seed}\n\n${formatTable(results)}\n`);
  const violations = formatViolations(results, { seed, bus, folders });
  if (violations) say(`\n${violations}\n`);
  return violations ? 1 : 0;
}

/** Stops all processes on Ctrl-C. */
function closeOnSignal(shop: Shop): () => void {
  const onSignal = () => void shop.close().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  };
}

function isPossible({ name, onlyOn, needs }: FaultCase, bus: BusKind): boolean {
  if (onlyOn && onlyOn !== bus) return false;
  const lack = findLack(needs);
  if (lack) say(`left out: ${name}, because ${lack}\n`);
  return !lack;
}

function say(text: string): void {
  process.stdout.write(printableLines(text));
}

async function run(): Promise<void> {
  try {
    const args = parseArguments(process.argv.slice(2));
    if (args === 'help') say(`${usage}\n`);
    else process.exitCode = await main(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}\n`);
    process.exitCode = 1;
  }
}

outliveReaders();
void run();
