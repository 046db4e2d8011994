/** `npm run dead-letters`: shows, replays and drops messages that no service retries. */

import { describeBus } from '../addresses';
import { runProgram } from '../run-program';
import { writeNote, writeResult } from '../write-result';
import { type Command, parseArguments, usage } from './arguments';
import { needsForecast } from './conditions';
import { readConfig } from './config';
import { consumedQueues, createForecasters } from './consumers';
import { openStore } from './open-store';
import { runCommand } from './run-command';

async function main(args: readonly string[]): Promise<number> {
  const command = parseArguments(args);
  if (command.name === 'help') {
    await writeResult(usage);
    return 0;
  }
  const { bus, databaseUrls } = readConfig({ needsDatabases: forecasts(command) });
  // With --json, standard output contains only JSON.
  if ('isJson' in command && command.isJson) writeNote(describeBus(bus));
  else await writeResult(describeBus(bus));
  const forecasters = databaseUrls ? createForecasters(databaseUrls) : new Map();
  const store = await openStore({ url: bus.url, queues: consumedQueues });
  try {
    const context = { store, forecasters, writeResult, writeNote };
    return await runCommand(context, command);
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

runProgram(main, { usage });
