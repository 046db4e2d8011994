/**
 * All suites in one run; each workspace's own `npm test` runs its part alone. Coverage counts what
 * the services and `npm start` run, not what tests them, and only in the tests' own processes; a
 * file of types alone runs nowhere and shows as 0.
 */
const {
  testTimeout,
  maxWorkers,
  workerGracefulExitTimeout,
  coverageProvider,
  reporters,
} = require('./jest.base.js');
const { workspaces } = require('./package.json');
const services = require('./services.json').map(({ folder }) => folder);

module.exports = {
  projects: workspaces.map(createProject),
  testTimeout,
  maxWorkers,
  workerGracefulExitTimeout,
  reporters,
  coverageProvider,
  collectCoverageFrom: [
    `{shared,gateway,tools/local,tools/servers,${services}}/src/**/*.ts`,
    '!**/generated/**',
    '!**/*.d.ts',
  ],
  coverageReporters: [['text', { skipFull: true }], 'lcovonly'],
};

/** A workspace's configuration as part of a run: jest refuses what concerns the run as a whole. */
function createProject(workspace) {
  const {
    testTimeout,
    maxWorkers,
    workerGracefulExitTimeout,
    coverageProvider,
    collectCoverageFrom,
    reporters,
    ...project
  } = require(`./${workspace}/jest.config.js`);
  return { ...project, rootDir: `<rootDir>/${workspace}` };
}
