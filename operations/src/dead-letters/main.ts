/** `npm run dead-letters`: what nobody will try again by itself, for a person to see and mend. */
import { ConfigError } from '@online-shop/shared/config/parse-config';
import { outliveReaders, UnwritableError, writeAnswer } from '../write-answer';
import { parseArguments, UsageError, usage } from './arguments';
import { readConfig } from './config';
import { consumedQueues, createForecasters } from './consumers';
import { LETTERS_MAX } from './dead-letter-store';
import { openStore } from './open-store';
import { runCommand } from './run-command';
import { UnreachableError } from './unreachable-error';

const CANNOT = 2;
/** EX_CONFIG of sysexits.h. */
const BAD_CONFIG = 78;

async function main(args: readonly string[]): Promise<number> {
  const command = parseArguments(args);
  if (command.name === 'help') {
    await writeAnswer(usage);
    return 0;
  }
  const needsDatabases = command.name === 'replay' && command.isDryRun;
  const { busUrl, databaseUrls } = readConfig({ needsDatabases });
  const forecasters = databaseUrls ? createForecasters(databaseUrls) : new Map();
  const store = await openStore({
    url: busUrl,
    queues: consumedQueues,
    lettersMax: LETTERS_MAX,
  });
  try {
    return await runCommand({ store, forecasters, say: writeAnswer, remark }, command);
  } finally {
    await store.close();
  }
}

function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}

function explain(error: unknown): number {
  if (error instanceof ConfigError) {
    remark(error.message);
    return BAD_CONFIG;
  }
  if (error instanceof UsageError) remark(`${error.message}\n\n${usage}`);
  else if (error instanceof UnreachableError || error instanceof UnwritableError) {
    remark(error.message);
  } else remark(`This should not have happened: ${(error as Error).stack}`);
  return CANNOT;
}

outliveReaders();
void main(process.argv.slice(2))
  .catch(explain)
  .then((exitCode) => {
    process.exitCode = exitCode;
  });
