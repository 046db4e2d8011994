/**
 * `npm run faults`: opens the whole shop, is unkind to it in every way there is, and checks after
 * each that every promise was kept. Exits 1 when one was not, and says how to see that again.
 */
import { outliveReaders } from '@online-shop/servers/process/outlive-readers';
import { findRabbitmq } from '@online-shop/servers/rabbitmq';
import type { Broker, BusKind } from '../bus/broker';
import { startPostgresBroker } from '../bus/postgres-broker';
import { startRabbitmqBroker } from '../bus/rabbitmq-broker';
import { canHaveCluster, startRabbitmqCluster } from '../bus/rabbitmq-cluster';
import { type Shop, startShop } from '../shop/shop';
import { type FaultArguments, parseArguments, usage } from './arguments';
import { selectCases } from './cases';
import type { FaultCase, Layout } from './fault-case';
import { formatTable, formatViolations } from './report';
import { type CaseResult, runCase } from './run-case';

/** Orders that have waited for so long are re-driven: soon enough not to wait for it here. */
const env = { REDRIVE_AFTER_SECONDS: '5' };

async function main(args: FaultArguments): Promise<number> {
  const { seed, bus, minutes } = args;
  const cases = selectCases(args.cases).filter((fault) => isPossible(fault, bus));
  const durationMs = (minutes * 60_000) / cases.length;
  say(`seed ${seed}, ${cases.length} cases on ${bus}\n`);

  const results: CaseResult[] = [];
  const folders: string[] = [];
  for (const layout of ['plain', 'proxied', 'cluster'] as const) {
    const waiting = cases.filter((fault) => (fault.layout ?? 'plain') === layout);
    while (waiting.length > 0) folders.push(...(await runInOneShop(waiting, layout)));
  }

  /** Takes from the cases those it runs; one that breaks a promise is the last in its shop. */
  async function runInOneShop(waiting: FaultCase[], layout: Layout): Promise<string[]> {
    const shop = await openShop(bus, layout);
    const release = closeOnSignal(shop);
    const foreignMessageIds = new Set<string>();
    let isClean = true;
    while (isClean && waiting.length > 0) {
      const fault = waiting.shift() as FaultCase;
      const result = await runCase(fault, { shop, seed, foreignMessageIds, durationMs });
      results.push(result);
      isClean = result.violations.length === 0;
      say(`${isClean ? 'kept' : 'BROKEN'}  ${fault.name}\n`);
    }
    release();
    await shop.close({ keepFiles: !isClean });
    return isClean ? [] : [shop.folder];
  }

  say(`\n${formatTable(results)}\n`);
  const violations = formatViolations(results, { seed, bus, folders });
  if (violations) say(`\n${violations}\n`);
  return violations ? 1 : 0;
}

/** Ctrl-C leaves nothing running behind. */
function closeOnSignal(shop: Shop): () => void {
  const onSignal = () => void shop.close().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  };
}

function isPossible({ name, onlyOn, layout }: FaultCase, bus: BusKind): boolean {
  if (onlyOn && onlyOn !== bus) return false;
  if (layout !== 'cluster' || canHaveCluster()) return true;
  say(`left out: ${name}, for want of a rabbitmq-server on this machine\n`);
  return false;
}

function openShop(bus: BusKind, layout: Layout): Promise<Shop> {
  return startShop({
    startBroker: findBroker(bus, layout),
    env,
    isProxied: layout === 'proxied',
  });
}

function findBroker(bus: BusKind, layout: Layout): () => Promise<Broker> {
  if (bus === 'postgres') return startPostgresBroker;
  const start = findRabbitmq();
  if (!start) throw new Error('this machine has no RabbitMQ; try --bus postgres');
  return layout === 'cluster' ? () => startRabbitmqCluster() : () => startRabbitmqBroker(start);
}

function say(text: string): void {
  process.stdout.write(text);
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
