/**
 * A database for each test file, on the server that the run's global setup started (or that
 * TEST_DATABASE_URL named): a copy of the template into which the service's migrations were run.
 */
import { randomUUID } from 'node:crypto';
import { readMigrations } from '../migration-files';
import { withClient } from '../postgres/with-client';

export interface TestDatabase {
  readonly url: string;
  /** Connections that are left open are cut. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** An administrator's URL of another server than the run's own. */
  readonly server?: string;
  /** What the database is a copy of; by default the template of the workspace under test. */
  readonly template?: string;
}

declare global {
  /** Set by the `globals` of a workspace's jest configuration. */
  var databaseTemplate: string | undefined;
}

export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { server = getTestServer(), template = globalThis.databaseTemplate ?? 'template1' } =
    options;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: urlOfDatabase(server, name),
    drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** Makes the template anew: an empty database and the migrations of a folder. */
export async function createTemplate(options: {
  readonly server: string;
  readonly template: string;
  readonly migrations: string;
}): Promise<void> {
  const { server, template, migrations } = options;
  await administer(server, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
  await administer(server, `CREATE DATABASE ${template}`);
  await withClient(urlOfDatabase(server, template), async (client) => {
    for (const { script } of readMigrations(migrations)) await client.query(script);
  });
}

function getTestServer(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (url) return url;
  throw new Error('no PostgreSQL to test on: the jest configuration lacks the global setup');
}

function administer(server: string, statement: string): Promise<void> {
  return withClient(server, async (client) => {
    await client.query(statement);
  });
}

function urlOfDatabase(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = database;
  return url.href;
}
