module.exports = {
  ...require('../jest.base.js'),
  displayName: 'local',
  globalSetup: '<rootDir>/src/testing/global-setup.ts',
  globalTeardown: '<rootDir>/src/testing/global-teardown.ts',
};
