/** `npm run dead-letters`: shows, replays and drops messages that no service retries. */
import { ConfigError } from '@online-shop/shared/config/parse-config';
import { describeBus } from '../addresses';
import { outliveReaders, UnwritableError, writeAnswer, writeRemark } from '../write-answer';
import { type Command, parseArguments, usage } from './arguments';
import { needsForecast } from './conditions';
import { readConfig } from './config';
import { consumedQueues, createForecasters } from './consumers';
import { openStore } from './open-store';
import { runCommand } from './run-command';
import { UnreachableError } from './unreachable-error';
import { UsageError } from './usage-error';

const CANNOT = 2;
/** EX_CONFIG of sysexits.h. */
const BAD_CONFIG = 78;

async function main(args: readonly string[]): Promise<number> {
  const command = parseArguments(args);
  if (command.name === 'help') {
    await writeAnswer(usage);
    return 0;
  }
  const { bus, databaseUrls } = readConfig({ needsDatabases: forecasts(command) });
  // JSON stands alone on standard output.
  if ('isJson' in command && command.isJson) writeRemark(describeBus(bus));
  else await writeAnswer(describeBus(bus));
  const forecasters = databaseUrls ? createForecasters(databaseUrls) : new Map();
  const store = await openStore({ url: bus.url, queues: consumedQueues });
  try {
    const desk = { store, forecasters, say: writeAnswer, remark: writeRemark };
    return await runCommand(desk, command);
  } finally {
    await store.close();
  }
}

function forecasts(command: Command): boolean {
  if (command.name === 'list') return needsForecast(command.where);
  if (command.name !== 'replay' && command.name !== 'drop') return false;
  const { selection } = command;
  const isDryRun = command.name === 'replay' && command.isDryRun;
  return isDryRun || (selection.id === null && needsForecast(selection.where));
}

function explain(error: unknown): number {
  if (error instanceof ConfigError) {
    writeRemark(error.message);
    return BAD_CONFIG;
  }
  if (error instanceof UsageError) writeRemark(`${error.message}\n\n${usage}`);
  else if (error instanceof UnreachableError || error instanceof UnwritableError) {
    writeRemark(error.message);
  } else writeRemark(`This is a bug: ${(error as Error).stack}`);
  return CANNOT;
}

outliveReaders();
void main(process.argv.slice(2))
  .catch(explain)
  .then((exitCode) => {
    process.exitCode = exitCode;
  });
