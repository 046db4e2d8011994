import type { ClientOptions } from '@online-shop/shared/database/pg-adapter';
import { createDatabaseFixture } from '@online-shop/test-kit/database-fixture';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { createPrisma, type Database } from '../../src/db/prisma';

/** A client as the service makes it. */
export function createClient(url: string, limits: Partial<ClientOptions> = {}): Database {
  return createPrisma({ url, applicationName: 'orders-test', logger: silentLogger, ...limits });
}

/** A migrated database for the tests of this file. On a busy machine its clients may wait. */
export function useDatabase() {
  const fixture = createDatabaseFixture((url) => createClient(url, { connectionWaitMs: 20_000 }));
  beforeAll(fixture.open);
  afterAll(fixture.close);
  return fixture;
}
