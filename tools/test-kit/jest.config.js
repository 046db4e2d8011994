module.exports = {
  ...require('../../jest.base.js'),
  displayName: 'test-kit',
  globalSetup: '@online-shop/test-kit/global-setup',
  globalTeardown: '@online-shop/test-kit/global-teardown',
};
