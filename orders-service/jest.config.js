module.exports = {
  ...require('../jest.base.js'),
  displayName: 'orders-service',
  globalSetup: '<rootDir>/../local/src/testing/global-setup.ts',
  globalTeardown: '<rootDir>/../local/src/testing/global-teardown.ts',
  globals: { migrations: `${__dirname}/prisma/migrations` },
};
