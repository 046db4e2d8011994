import { ConfigError } from '@online-shop/shared/config/parse-config';
import { UnreachableError } from './unreachable-error';
import { UsageError } from './usage-error';
import { outliveReaders, UnwritableError, writeRemark } from './write-answer';

const cannot = 2;
/** EX_CONFIG of sysexits.h. */
const badConfig = 78;

/**
 * Runs a program and exits with its result. 2: it could not read, write or understand something;
 * 78: the configuration is unusable. Standard error then says why.
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
    writeRemark(error.message);
    return badConfig;
  }
  if (error instanceof UsageError) writeRemark(`${error.message}\n\n${usage}`);
  else if (error instanceof UnreachableError || error instanceof UnwritableError) {
    writeRemark(error.message);
  } else writeRemark(`This is a bug: ${(error as Error).stack}`);
  return cannot;
}
