/** The jest configuration of a service with a database: its tests get databases with its migrations. */
const { basename, join } = require('node:path');

module.exports = (folder) => ({
  ...require('./jest.base.js'),
  displayName: basename(folder),
  globalSetup: '@online-shop/test-kit/global-setup',
  globalTeardown: '@online-shop/test-kit/global-teardown',
  globals: { migrations: join(folder, 'prisma/migrations') },
});
