/** The administrator's URL of the server to test on: given from outside, or by the global setup. */
export function findTestServer(): string | undefined {
  return process.env.TEST_DATABASE_URL;
}

/** Tells it to the test files; jest's workers inherit it. */
export function nameTestServer(url: string): void {
  process.env.TEST_DATABASE_URL = url;
}
