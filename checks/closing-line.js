/**
 * The last word of a run, after jest's own closing lines: one line that any tool can read.
 * It also fails a run in which one file has two tests of the same title: one would hide the other.
 */
module.exports = class ClosingLine {
  #duplicates = [];

  onTestFileResult(_test, { testFilePath, testResults }) {
    const seen = new Set();
    for (const { fullName } of testResults) {
      if (seen.has(fullName)) this.#duplicates.push(`${testFilePath}: ${fullName}`);
      seen.add(fullName);
    }
  }

  onRunComplete(_contexts, results) {
    for (const each of this.#duplicates) process.stdout.write(`duplicate title: ${each}\n`);
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = results;
    const failed = numFailedTests + numRuntimeErrorTestSuites + this.#duplicates.length;
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
    process.stdout.write(`${numPassedTests} passed, ${failed} failed${skipped}\n`);
  }

  /** Jest exits non-zero for a reporter's error. */
  getLastError() {
    return this.#duplicates.length > 0 ? new Error('duplicate test titles') : undefined;
  }
};
