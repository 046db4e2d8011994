/** What every workspace's jest configuration starts from: TypeScript through SWC, sources instead of builds. */
const { join } = require('node:path');
require('./tools/checks/jest/neutral-environment.js');

module.exports = {
  testEnvironment: join(__dirname, 'tools/checks/jest/strict-environment.js'),
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },

  // Options of a whole run: those of the workspace under test, or of the root for all of them.
  testTimeout: 30_000,
  maxWorkers: 2,
  // On a busy machine a process that nothing keeps takes a while to end, too: jest would warn of a
  // leak after half a second. What a file does leave running is named by the environment above.
  workerGracefulExitTimeout: 5_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', '!**/generated/**', '!**/*.d.ts'],
  reporters: ['default', join(__dirname, 'tools/checks/jest/closing-line.js')],
};
