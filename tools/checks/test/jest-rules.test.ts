import { spawnSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { withTree } from './support/temporary-tree';

const program = join(dirname(require.resolve('jest/package.json')), 'bin/jest.js');
const base = require.resolve('../../../jest.base.js');
const environment = require.resolve('../jest/strict-environment.js');

interface JsonReport {
  readonly testResults: readonly { readonly name: string; readonly message: string }[];
}

interface JestRun {
  readonly exitCode: number | null;
  readonly lastLine: string | undefined;
  readonly stderr: string;
  /** What jest says of each test file that failed, by its name. */
  readonly messages: Record<string, string>;
}

/** A run of jest under the configuration that every workspace has, on these test files. */
function runJest(tests: Record<string, string>, { inWorkers = '' } = {}): JestRun {
  const files = {
    'environment.js': `
      ${inWorkers}
      module.exports = require(${JSON.stringify(environment)});`,
    'jest.config.js': `
      module.exports = {
        ...require(${JSON.stringify(base)}),
        testEnvironment: './environment.js',
        testEnvironmentOptions: { settleMs: 500 },
        transform: {},
      };`,
    'package.json': '{}',
    ...Object.fromEntries(
      Object.entries(tests).map(([name, source]) => [`test/${name}.test.ts`, source]),
    ),
  };
  return withTree(files, (cwd) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--json'], {
      cwd,
      encoding: 'utf8',
    });
    const { testResults } = JSON.parse(stdout) as JsonReport;
    const messages = testResults.map(({ name, message }) => [basename(name, '.test.ts'), message]);
    return {
      exitCode: status,
      stderr,
      lastLine: stderr.trimEnd().split('\n').at(-1),
      messages: Object.fromEntries(messages),
    };
  });
}

const brokenRules = {
  fine: `test('passes', () => {});`,
  focusedTest: `
    test.only('is focused', () => {});
    test('is hidden', () => {});`,
  focusedGroup: `
    describe.only('is focused', () => { test('runs', () => {}); });
    test('is hidden', () => {});`,
  repeatedTitle: `
    describe('relay', () => { test.each([1, 1])('sends %i', () => {}); });
    describe('inbox', () => { test('sends 1', () => {}); });`,
  server: `test('leaks', () => { require('node:net').createServer().listen(0); });`,
  timer: `test('leaks', () => { setInterval(() => {}, 1_000); });`,
  childProcess: `
    test('leaks', () => { require('node:child_process').spawn('sleep', ['9']); });`,
  failedAndLeft: `
    test('fails', () => {
      setTimeout(() => {}, 9_000);
      throw new Error('on purpose');
    });`,
};

describe('a run of jest', () => {
  test('passes and ends with one line of counts', () => {
    const { exitCode, lastLine } = runJest({
      one: `
        test('passes', () => {});
        test('passes too', () => {});
        test.skip('is skipped', () => {});`,
    });

    expect(lastLine).toBe('2 passed, 0 failed, 1 skipped');
    expect(exitCode).toBe(0);
  });

  test('waits for a process that exits slowly, and reports no leak', () => {
    const inWorkers = `
      const silence = new Int32Array(new SharedArrayBuffer(4));
      process.on('exit', () => Atomics.wait(silence, 0, 0, 1_000));`;
    const passing = `test('passes', () => {});`;
    const { stderr, exitCode, messages } = runJest({ one: passing, other: passing }, { inWorkers });

    expect(stderr).not.toContain('failed to exit gracefully');
    expect({ exitCode, messages }).toEqual({ exitCode: 0, messages: { one: '', other: '' } });
  });

  describe('that breaks the rules', () => {
    let run: JestRun;
    beforeAll(() => {
      run = runJest(brokenRules);
    });

    test('fails and counts each file that breaks a rule as one failure', () => {
      expect(run.lastLine).toBe('1 passed, 7 failed');
      expect(run.exitCode).toBe(1);
    });

    test('accepts a file without a violation', () => {
      expect(run.messages.fine).toBe('');
    });

    test('reports a focused test or group', () => {
      expect(run.messages.focusedTest).toContain('a test is focused with `only`');
      expect(run.messages.focusedGroup).toContain('a test is focused with `only`');
    });

    test('reports a title that two tests of one file share', () => {
      expect(run.messages.repeatedTitle).toContain("two tests are called 'relay sends 1'");
      expect(run.messages.repeatedTitle).not.toContain('inbox sends 1');
    });

    test('reports the handles that a file leaves open', () => {
      expect(run.messages.server).toContain('left running: 1 × TCPServerWrap');
      expect(run.messages.timer).toContain('left running: 1 × Timeout');
      expect(run.messages.childProcess).toMatch(/left running: .*1 × ProcessWrap/);
    });

    test('reports why a test failed, without the handles that it left open', () => {
      expect(run.messages.failedAndLeft).toContain('on purpose');
      expect(run.messages.failedAndLeft).not.toContain('left running');
    });
  });
});
