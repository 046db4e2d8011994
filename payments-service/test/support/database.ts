import { createDatabaseFixture } from '@online-shop/local/testing/database-fixture';
import { silentLogger } from '@online-shop/local/testing/silent-logger';
import type { ClientOptions } from '@online-shop/shared/database/pg-adapter';
import { createPrisma, type Database } from '../../src/db/prisma';

/** A client as the service makes it. */
export function createClient(url: string, limits: Partial<ClientOptions> = {}): Database {
  return createPrisma({ url, applicationName: 'payments-test', logger: silentLogger, ...limits });
}

/** A migrated database for the tests of this file. On a busy machine its clients may wait. */
export function useDatabase() {
  const fixture = createDatabaseFixture((url) => createClient(url, { connectionWaitMs: 20_000 }));
  beforeAll(fixture.open);
  afterAll(fixture.close);
  return fixture;
}
