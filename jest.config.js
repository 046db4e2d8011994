/** All suites in one run; each workspace's own `npm test` runs its part alone. */
const { testTimeout, maxWorkers, coverageProvider, reporters } = require('./jest.base.js');
const { workspaces } = require('./package.json');

module.exports = {
  projects: workspaces.map(createProject),
  testTimeout,
  maxWorkers,
  reporters,
  coverageProvider,
  coverageReporters: [['text', { skipFull: true }], 'lcovonly'],
};

/** A workspace's configuration as part of a run: jest refuses what concerns the run as a whole. */
function createProject(workspace) {
  const { testTimeout, maxWorkers, coverageProvider, reporters, ...project } = require(
    `./${workspace}/jest.config.js`,
  );
  return { ...project, rootDir: `<rootDir>/${workspace}` };
}
