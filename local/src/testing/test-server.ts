import { startTestPostgres, type TestPostgres } from './test-postgres';

/** The run's own server: started for the first workspace that holds it, stopped after the last. */
let started: TestPostgres | undefined;
let holders = 0;

/** @returns the administrator's URL, which the tests find in TEST_DATABASE_URL */
export async function holdTestServer(): Promise<string> {
  holders += 1;
  if (!process.env.TEST_DATABASE_URL) {
    started = await startTestPostgres();
    process.env.TEST_DATABASE_URL = started.url();
  }
  return process.env.TEST_DATABASE_URL;
}

export async function releaseTestServer(): Promise<void> {
  holders -= 1;
  if (holders > 0 || !started) return;
  await started.close();
  started = undefined;
  delete process.env.TEST_DATABASE_URL;
}
