/**
 * Creates a database for each test file on the server of TEST_DATABASE_URL. The database is a copy
 * of a template to which the migrations were applied once.
 *
 * The template's name contains a hash of the migrations, so it is reused and never outdated.
 */
import { createHash, randomUUID } from 'node:crypto';
import { type Migration, readMigrations } from '@online-shop/servers/migration-files';
import { withClient } from '@online-shop/servers/postgres/with-client';
import type { Client } from 'pg';
import { findTestServer } from './config';

export interface TestDatabase {
  readonly url: string;
  /** Drops the database and closes its connections. A second call has no effect. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** The administrator's URL of the server. Defaults to TEST_DATABASE_URL. */
  readonly server?: string;
  /** The folder of the migrations. Defaults to that of the workspace under test, if it has one. */
  readonly migrations?: string;
}

declare global {
  /** Set by the `globals` of a workspace's jest configuration. */
  var migrations: string | undefined;
}

export async function makeTestDatabase({
  server = getTestServer(),
  migrations = globalThis.migrations,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await withClient(server, async (client) => {
    const template = migrations
      ? await findOrMakeTemplate(client, { server, folder: migrations })
      : 'template1';
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return {
    url: urlOfDatabase({ server, database: name }),
    async drop() {
      await withClient(server, (client) =>
        client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      );
    },
  };
}

function getTestServer(): string {
  const url = findTestServer();
  if (url) return url;
  throw new Error('TEST_DATABASE_URL is not set: add the global setup to the jest configuration');
}

/** A lock makes concurrent test files wait until the first one has created the template. */
async function findOrMakeTemplate(
  client: Client,
  { server, folder }: { readonly server: string; readonly folder: string },
): Promise<string> {
  const migrations = readMigrations(folder);
  const name = `template_${hash(migrations)}`;
  await client.query(`SELECT pg_advisory_lock(hashtext('${name}'))`);
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await makeTemplate({ client, server, name, migrations });
  } finally {
    await client.query(`SELECT pg_advisory_unlock(hashtext('${name}'))`);
  }
  return name;
}

/** Renames the template when it is complete, so that a killed run leaves no incomplete template. */
async function makeTemplate({
  client,
  server,
  name,
  migrations,
}: {
  readonly client: Client;
  readonly server: string;
  readonly name: string;
  readonly migrations: readonly Migration[];
}): Promise<void> {
  const draft = `${name}_draft`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft}`);
  await withClient(urlOfDatabase({ server, database: draft }), async (database) => {
    for (const { script } of migrations) await database.query(script);
  });
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
}

function hash(migrations: readonly Migration[]): string {
  return createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16);
}

function urlOfDatabase({
  server,
  database,
}: {
  readonly server: string;
  readonly database: string;
}): string {
  const url = new URL(server);
  url.pathname = database;
  return url.href;
}
