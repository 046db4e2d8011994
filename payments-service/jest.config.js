module.exports = {
  ...require('../jest.base.js'),
  displayName: 'payments-service',
  globalSetup: '@online-shop/test-kit/global-setup',
  globalTeardown: '@online-shop/test-kit/global-teardown',
  globals: { migrations: `${__dirname}/prisma/migrations` },
};
