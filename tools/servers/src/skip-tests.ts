import { ownEnvironment } from './config';

/**
 * Reports in one conspicuous line what this machine lacks for a suite. The suite is then skipped.
 * Jest must know this before it runs a test, so the search is synchronous.
 * @throws Error if `CI=true`, where every suite must run
 */
export function reportSkippedTests(lack: string, environment = ownEnvironment()): void {
  if (environment.CI === 'true') throw new Error(lack);
  process.stderr.write(`\n!!! ${lack}: its tests are SKIPPED !!!\n\n`);
}
