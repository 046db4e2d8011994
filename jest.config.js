/** All suites in one run; each workspace's own `npm test` runs its part alone. */
module.exports = {
  projects: ['shared', 'local', 'gateway', 'orders-service', 'payments-service', 'e2e'].map(
    (workspace) => `<rootDir>/${workspace}`,
  ),
  maxWorkers: 2,
  reporters: ['default', '<rootDir>/checks/closing-line.js'],
};
