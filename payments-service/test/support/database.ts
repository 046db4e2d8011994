import { createDatabaseFixture } from '@online-shop/local/testing/database-fixture';
import { silentLogger } from '@online-shop/local/testing/silent-logger';
import { createPrisma, type Database } from '../../src/db/prisma';

/** A client as the service makes it. */
export function createClient(url: string, poolMax = 25): Database {
  return createPrisma({ url, applicationName: 'payments-test', logger: silentLogger, poolMax });
}

/** A migrated database for the tests of this file. */
export function useDatabase() {
  const fixture = createDatabaseFixture((url) => createClient(url));
  beforeAll(fixture.open);
  afterAll(fixture.close);
  return fixture;
}
