/** The administrator's URL of the test server, set by the caller or by the global setup. */
export function findTestServer(): string | undefined {
  return process.env.TEST_DATABASE_URL;
}

/** Rows per table that the tests of query plans write. Defaults to 20 000. */
export function readHistoryRows(): number {
  return Number(process.env.HISTORY_ROWS ?? 20_000);
}

/** Whether the tests of query plans print the plans. */
export function isPrintingPlans(): boolean {
  return process.env.PRINT_PLANS === '1';
}

/** Sets the URL for the test files. Jest's workers inherit it. */
export function nameTestServer(url: string): void {
  process.env.TEST_DATABASE_URL = url;
}
