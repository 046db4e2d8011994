/**
 * `npm run bench`: opens the shop as production runs it, loads it, and prints how fast it was beside
 * its own limits. Exits 1 when anything was refused or the books are wrong.
 */
import { parseArguments, usage } from './arguments';
import { openBench } from './bench';
import { verifyBooks } from './books';
import { atRest } from './cases/at-rest';
import { hot } from './cases/hot';
import { spread } from './cases/spread';
import { createLimitDatabases } from './limits/limit-databases';
import { measureFiveCommits } from './limits/sql-five-commits';
import { rootsOf } from './measure/parts';

async function main() {
  const args = parseArguments(process.argv.slice(2));
  const bench = await openBench('rabbitmq');
  try {
    const limits = await createLimitDatabases(bench.shop);
    const limit = () =>
      measureFiveCommits(limits, {
        ...args,
        roots: rootsOf(bench.shop, bench.replicas),
      });
    const all = [spread, hot, atRest].filter(
      (each) => args.cases.length === 0 || args.cases.includes(each.name),
    );
    await limit();
    await spread.measure(bench, args);
    for (let round = 0; round < args.rounds; round += 1) {
      for (const each of all) {
        let per = 0;
        if (each.isBesideLimit) {
          const measures = await limit();
          per = measures.settledPerSecond as number;
          process.stdout.write(`limit ${show(measures)}\n`);
        }
        const measures = await each.measure(bench, args);
        const ofLimit = per ? { ofLimit: (measures.settledPerSecond as number) / per } : {};
        process.stdout.write(`${each.name} ${show({ ...ofLimit, ...measures })}\n`);
        await verifyBooks(bench);
      }
    }
  } finally {
    await bench.close();
  }
}

function show(measures: object) {
  return Object.entries(measures)
    .map(([k, v]) => `${k}=${(v as number).toFixed(2)}`)
    .join(' ');
}

main().catch((error: Error) => {
  process.stderr.write(`${error.stack}\n\n${usage}\n`);
  process.exitCode = 1;
});
