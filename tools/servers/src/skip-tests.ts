import { ownEnvironment } from './config';

/**
 * Tells jest's user in one loud line that this machine lacks what a suite needs. The suite is
 * skipped then: jest must know it before it runs a test, so the search for it is synchronous.
 * @throws Error with `CI=true`, where every suite must run
 */
export function reportSkippedTests(lack: string, environment = ownEnvironment()): void {
  if (environment.CI === 'true') throw new Error(lack);
  process.stderr.write(`\n!!! ${lack}: its tests are SKIPPED !!!\n\n`);
}
