module.exports = {
  ...require('../jest.base.js'),
  displayName: 'operations',
  globalSetup: '@online-shop/test-kit/global-setup',
  globalTeardown: '@online-shop/test-kit/global-teardown',
};
