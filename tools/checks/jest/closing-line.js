/**
 * A Jest reporter that prints the last line of a run: `12 passed, 0 failed`. A test file that could
 * not run or broke a rule counts as one failure.
 *
 * It also ends a run after 20 s if a leaked handle keeps the process alive. Jest would wait for ever.
 */
const END_TIMEOUT_MS = 20_000;

module.exports = class ClosingLine {
  #isWatching;

  constructor({ watch, watchAll }) {
    this.#isWatching = watch || watchAll;
  }

  onRunComplete(_contexts, results) {
    if (this.#isWatching) return;
    // Jest prints its own summary after the reporters.
    process.once('exit', () => process.stderr.write(`${describe(results)}\n`));
    setTimeout(() => {
      process.stderr.write('\nA leaked handle keeps Jest running: ending the process.\n');
      process.exit(1);
    }, END_TIMEOUT_MS).unref();
  }
};

function describe(results) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = results;
  const skipped = results.numPendingTests + results.numTodoTests;
  const counts = [
    `${numPassedTests} passed`,
    `${numFailedTests + numRuntimeErrorTestSuites} failed`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return counts.join(', ');
}
