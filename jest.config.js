/** All suites in one run; each workspace's own `npm test` runs its part alone. */
const { coverageProvider, maxWorkers, reporters, testTimeout } = require('./jest.base.js');
const { workspaces } = require('./package.json');

module.exports = {
  projects: workspaces.map((folder) => `<rootDir>/${folder}`),
  maxWorkers,
  reporters,
  // Of a run over projects jest takes this from here alone.
  testTimeout,
  coverageProvider,
  coverageReporters: [['text', { skipFull: true }], 'lcovonly'],
};
