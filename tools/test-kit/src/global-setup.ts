import { startTestPostgres, type TestPostgres } from '@online-shop/servers/test-postgres';
import { findTestServer, nameTestServer } from './config';

let server: TestPostgres | undefined;

/**
 * Jest's global setup: one PostgreSQL for the whole run, whatever number of workspaces it tests;
 * the tests find its administrator's URL in TEST_DATABASE_URL, which may name another server.
 */
export default async function setUp(): Promise<void> {
  if (findTestServer()) return;
  server = await startTestPostgres();
  nameTestServer(server.url());
}

export async function tearDown(): Promise<void> {
  await server?.close();
}
