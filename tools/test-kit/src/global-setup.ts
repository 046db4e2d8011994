import { startTestPostgres, type TestPostgres } from '@online-shop/servers/test-postgres';
import { findTestServer, nameTestServer } from './config';

let server: TestPostgres | undefined;

/**
 * Jest's global setup. It starts one PostgreSQL for the whole run and sets TEST_DATABASE_URL to its
 * administrator's URL. If TEST_DATABASE_URL is already set, it starts none.
 */
export default async function setUp(): Promise<void> {
  if (findTestServer()) return;
  server = await startTestPostgres();
  nameTestServer(server.url());
}

export async function tearDown(): Promise<void> {
  await server?.close();
}
