/** What every workspace's jest configuration starts from: TypeScript through SWC, sources instead of builds. */
const { join } = require('node:path');

module.exports = {
  testEnvironment: join(__dirname, 'checks/jest/strict-environment.js'),
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
  testTimeout: 60_000,
  maxWorkers: 2,
  collectCoverageFrom: ['<rootDir>/src/**/*.ts', '!**/generated/**', '!**/*.d.ts'],
  coverageProvider: 'v8',
  reporters: ['default', join(__dirname, 'checks/jest/closing-line.js')],
};
