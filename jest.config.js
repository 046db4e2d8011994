/** All suites in one run; each workspace's own `npm test` runs its part alone. */
const { coverageProvider, maxWorkers, reporters } = require('./jest.base.js');
const { workspaces } = require('./package.json');

module.exports = {
  projects: workspaces.map((folder) => `<rootDir>/${folder}`),
  maxWorkers,
  reporters,
  coverageProvider,
  coverageReporters: [['text', { skipFull: true }], 'lcovonly'],
};
