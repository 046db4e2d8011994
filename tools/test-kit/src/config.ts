/** The administrator's URL of the server to test on: given from outside, or by the global setup. */
export function findTestServer(): string | undefined {
  return process.env.TEST_DATABASE_URL;
}

/** Rows of history that the tests of plans write into each table. */
export function readHistoryRows(): number {
  return Number(process.env.HISTORY_ROWS ?? 20_000);
}

/** Whether they show what they see. */
export function isPrintingPlans(): boolean {
  return process.env.PRINT_PLANS === '1';
}

/** Tells it to the test files; jest's workers inherit it. */
export function nameTestServer(url: string): void {
  process.env.TEST_DATABASE_URL = url;
}
