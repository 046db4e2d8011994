/**
 * Node's test environment, and a test file fails that
 * - focuses a test: the others would go unnoticed;
 * - has two tests of the same full title: a report could not tell them apart;
 * - leaves something running after its last hook: a socket, a timer, a child process.
 *
 * What is left running is what keeps Node's event loop alive beyond what did before the file.
 * Closing takes its time (a socket says goodbye), so the count may settle for a moment. A file
 * that failed anyway is not accused of what its failure left behind.
 */
const { setTimeout: delay } = require('node:timers/promises');
const { TestEnvironment } = require('jest-environment-node');

/** Long, for a slow machine: only a file that leaves something waits for all of it. */
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

/** With no stack of its own: jest would show the code of this file. */
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

/** Node opens them when they are first used, by a test or by jest itself: that is no leak. */
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
