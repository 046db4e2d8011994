/**
 * Jest's Node environment, with three additional rules. A test file fails if it
 * - focuses a test, which would silently skip the others;
 * - has two tests with the same full title, which a report could not distinguish;
 * - leaks a resource after its last hook: a socket, a timer, a child process.
 *
 * A leak is a resource that keeps the event loop alive and did not exist before the file. Closing takes
 * time, so the check waits for up to 10 s. A file with a failed test is not checked for leaks.
 */
const { setTimeout: delay } = require('node:timers/promises');
const { TestEnvironment } = require('jest-environment-node');

/** The maximum time to wait for resources to close. Only a file with a leak waits this long. */
const SETTLE_MS = 10_000;
const LOOK_AGAIN_MS = 10;

module.exports = class StrictEnvironment extends TestEnvironment {
  #problems = [];
  #settleMs;
  #before;
  #hasFailed = false;

  constructor(config, context) {
    super(config, context);
    this.#settleMs = config.projectConfig.testEnvironmentOptions.settleMs ?? SETTLE_MS;
  }

  async setup() {
    await super.setup();
    openStandardStreams();
    this.#before = countResources();
  }

  handleTestEvent(event, state) {
    if (event.name === 'test_done') this.#hasFailed ||= event.test.errors.length > 0;
    if (event.name !== 'run_start') return;
    if (state.hasFocusedTests) this.#problems.push('a test is focused with `only`');
    const titles = listTitles(state.rootDescribeBlock);
    const repeated = titles.filter((title, index) => titles.indexOf(title) !== index);
    this.#problems.push(...repeated.map((title) => `two tests are called '${title}'`));
  }

  async teardown() {
    const left = this.#hasFailed ? [] : await findLeftovers(this.#before, this.#settleMs);
    if (left.length > 0) this.#problems.push(`left running: ${left.join(', ')}`);
    await super.teardown();
    if (this.#problems.length > 0) throw createError(this.#problems.join('\n'));
  }
};

/** Creates an error without a stack, because Jest would show the code of this file. */
function createError(message) {
  return Object.assign(new Error(message), { stack: message });
}

function listTitles(block, prefix = '') {
  return block.children.flatMap((child) => {
    const title = `${prefix}${child.name}`;
    return child.type === 'test' ? [title] : listTitles(child, `${title} `);
  });
}

async function findLeftovers(before, settleMs) {
  const giveUpAt = Date.now() + settleMs;
  for (;;) {
    const left = subtract(countResources(), before);
    if (left.length === 0 || Date.now() > giveUpAt) return left;
    await delay(LOOK_AGAIN_MS);
  }
}

/** Opens the standard streams. Node opens them at first use, which would look like a leak. */
function openStandardStreams() {
  return [process.stdout, process.stderr];
}

function countResources() {
  const counts = new Map();
  for (const type of process.getActiveResourcesInfo()) {
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

function subtract(counts, before) {
  return [...counts]
    .map(([type, count]) => [type, count - (before.get(type) ?? 0)])
    .filter(([, more]) => more > 0)
    .map(([type, more]) => `${more} × ${type}`);
}
