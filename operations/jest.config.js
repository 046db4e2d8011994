module.exports = {
  ...require('../jest.base.js'),
  displayName: 'operations',
  globalSetup: '@online-shop/local/testing/global-setup',
  globalTeardown: '@online-shop/local/testing/global-teardown',
};
