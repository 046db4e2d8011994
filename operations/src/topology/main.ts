/**
 * `npm run topology`: prints the exchanges, queues and bindings that the services declare, or
 * compares them with a live broker. Exit codes: 0 printed, or equal; 1 different; 2 the broker is
 * unavailable; 78 the configuration is unusable.
 */
import { describeBus } from '../addresses';
import { runProgram } from '../run-program';
import { loadTopologies } from '../topologies';
import { writeResult } from '../write-result';
import { parseArguments, usage } from './arguments';
import { compareWithPostgres } from './compare-postgres';
import { compareWithRabbitmq } from './compare-rabbitmq';
import { readConfig } from './config';
import { describeTopology } from './describe-topology';

async function main(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args);
  if (parsed === 'help') {
    await writeResult(usage);
    return 0;
  }
  if (parsed.compares) return await compare();
  const topologies = loadTopologies();
  await writeResult(
    parsed.json
      ? JSON.stringify(topologies, null, 2)
      : topologies.map(describeTopology).join('\n\n'),
  );
  return 0;
}

async function compare(): Promise<number> {
  const { bus, apiUrl, withExamples } = readConfig();
  await writeResult(describeBus(bus));
  const topologies = loadTopologies({ withExamples });
  const isRabbitmq = new URL(bus.url).protocol.startsWith('amqp');
  const { differences, omissions } = isRabbitmq
    ? await compareWithRabbitmq(topologies, { url: bus.url, apiUrl })
    : await compareWithPostgres(topologies, { url: bus.url });
  const verdict = differences.length === 0 ? 'The broker has what the services declare.' : null;
  for (const line of [...differences, ...omissions, ...(verdict ? [verdict] : [])]) {
    await writeResult(line);
  }
  return differences.length === 0 ? 0 : 1;
}

runProgram(main, { usage });
