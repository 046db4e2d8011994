import { ConfigError } from '@online-shop/shared/config/parse-config';
import { UnreachableError } from './unreachable-error';
import { UsageError } from './usage-error';
import { outliveReaders, UnwritableError, writeNote } from './write-result';

const cannot = 2;
/** EX_CONFIG of sysexits.h. */
const badConfig = 78;

/**
 * Runs a program and exits with its result. Exits with 2 if the command is invalid or the program
 * could not read or write, and with 78 if the configuration is invalid. Standard error contains the
 * reason.
 */
export function runProgram(
  main: (args: readonly string[]) => Promise<number>,
  { usage }: { readonly usage: string },
): void {
  outliveReaders();
  void main(process.argv.slice(2))
    .catch((error) => explain(error, usage))
    .then((exitCode) => {
      process.exitCode = exitCode;
    });
}

function explain(error: unknown, usage: string): number {
  if (error instanceof ConfigError) {
    writeNote(error.message);
    return badConfig;
  }
  if (error instanceof UsageError) writeNote(`${error.message}\n\n${usage}`);
  else if (error instanceof UnreachableError || error instanceof UnwritableError) {
    writeNote(error.message);
  } else writeNote(`This is a bug: ${(error as Error).stack}`);
  return cannot;
}
