module.exports = {
  ...require('../jest.base.js'),
  displayName: 'shared',
  globalSetup: '<rootDir>/../local/src/testing/global-setup.ts',
  globalTeardown: '<rootDir>/../local/src/testing/global-teardown.ts',
};
