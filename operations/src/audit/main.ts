/**
 * `npm run audit`: reads both databases while the shop runs, and checks all promises. Exit codes: 0
 * all promises are kept; 1 a promise is broken; 2 the audit could not read a database or write its
 * report; 78 the configuration is invalid.
 */
import { ConfigError } from '@online-shop/shared/config/parse-config';
import { describeBus } from '../addresses';
import { outliveReaders, UnwritableError, writeNote, writeResult } from '../write-result';
import { type AuditArguments, parseArguments, usage } from './arguments';
import { auditShop } from './audit';
import { AuditProblem } from './audit-problem';
import { readConfig } from './config';
import { formatReport } from './report';

const exitCodes = { right: 0, wrong: 1, unknown: 2, badConfig: 78 } as const;

async function main(): Promise<number> {
  let args: AuditArguments | 'help';
  try {
    args = parseArguments(process.argv.slice(2));
  } catch (error) {
    complain(`${(error as Error).message}\n\n${usage}`);
    return exitCodes.unknown;
  }
  try {
    if (args === 'help') {
      await writeResult(usage);
      return exitCodes.right;
    }
    const { settings, bus } = readConfig();
    // With --json, standard output contains only the JSON document.
    if (args.json) writeNote(describeBus(bus));
    else await writeResult(describeBus(bus));
    const audit = await auditShop({ ...settings, maxRows: args.maxRows });
    await writeResult(
      args.json ? JSON.stringify(audit, null, 2) : formatReport(audit, settings.SLOW_AFTER_SECONDS),
    );
    return audit.ok ? exitCodes.right : exitCodes.wrong;
  } catch (error) {
    if (error instanceof ConfigError) {
      complain(error.message);
      return exitCodes.badConfig;
    }
    const isKnown = error instanceof AuditProblem || error instanceof UnwritableError;
    complain(isKnown ? error.message : describeBug(error));
    return exitCodes.unknown;
  }
}

function describeBug(error: unknown): string {
  const details = error instanceof Error ? error.stack : String(error);
  return `this is a bug: ${details}`;
}

function complain(text: string): void {
  writeNote(`audit: ${text}`);
}

outliveReaders();
void main().then((exitCode) => {
  process.exitCode = exitCode;
});
