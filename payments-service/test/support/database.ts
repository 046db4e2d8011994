import type { ClientOptions } from '@online-shop/shared/database/pg-adapter';
import { createDatabaseFixture } from '@online-shop/test-kit/database-fixture';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { createPrisma, type Database } from '../../src/db/prisma';

/** Creates a client like the service. */
export function createClient(url: string, limits: Partial<ClientOptions> = {}): Database {
  return createPrisma({ url, applicationName: 'payments-test', logger: silentLogger, ...limits });
}

/**
 * Creates a migrated database for the tests of this file. Its clients wait longer for a connection,
 * because the machine may be busy.
 */
export function useDatabase() {
  const fixture = createDatabaseFixture((url) => createClient(url, { connectionWaitMs: 20_000 }));
  beforeAll(fixture.open);
  afterAll(fixture.close);
  return fixture;
}
