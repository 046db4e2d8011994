/**
 * A jest reporter whose one line stands below everything else that jest prints:
 * `12 passed, 0 failed`. A test file that could not run, or broke a rule, is one failure.
 *
 * It also ends a run that something keeps from ending, where jest itself would wait for ever.
 */
const END_TIMEOUT_MS = 20_000;

module.exports = class ClosingLine {
  #isWatching;

  constructor({ watch, watchAll }) {
    this.#isWatching = watch || watchAll;
  }

  onRunComplete(_contexts, results) {
    if (this.#isWatching) return;
    // Jest's own summary comes after its reporters.
    process.once('exit', () => process.stderr.write(`${describe(results)}\n`));
    setTimeout(() => {
      process.stderr.write('\nSomething is left running: jest cannot end by itself.\n');
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
