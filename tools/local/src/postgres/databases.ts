/**
 * The databases of one machine and the roles that own them. Their passwords are well known: they
 * serve development on the loopback address, and the services reject them in production.
 */
import { withClient } from '@online-shop/servers/postgres/with-client';
import type { ServiceEntry } from '@online-shop/shared/services';
import { type Client, escapeIdentifier, escapeLiteral } from 'pg';

/** A database and the role that owns it, which has the name of its service. */
export type OwnedDatabase = Pick<ServiceEntry, 'name' | 'database'>;

export const busDatabase: OwnedDatabase = { name: 'bus', database: 'busdb' };

/** The URL for the owner of the database. PGSSLMODE of the shell has no effect on it. */
export function databaseUrl(port: number, { name, database }: OwnedDatabase): string {
  return `postgres://${name}:${name}@127.0.0.1:${port}/${database}?sslmode=disable`;
}

/** Creates missing roles and databases. A role can connect only to its own database. */
export async function makeDatabases(
  adminUrl: string,
  databases: readonly OwnedDatabase[],
): Promise<void> {
  await withClient(adminUrl, async (client) => {
    for (const { name: role, database } of databases) {
      if (!(await exists(client, 'pg_roles WHERE rolname', role))) await makeRole(client, role);
      if (!(await exists(client, 'pg_database WHERE datname', database))) {
        await makeDatabase(client, { database, owner: role });
      }
      // A killed start may have created the database without this statement, so it always runs.
      const identifier = escapeIdentifier(database);
      await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${identifier} FROM PUBLIC`);
    }
    await client.query('REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC');
  });
}

async function exists(client: Client, where: string, name: string): Promise<boolean> {
  const { rowCount } = await client.query(`SELECT FROM ${where} = $1`, [name]);
  return rowCount === 1;
}

async function makeRole(client: Client, role: string): Promise<void> {
  // CREATEDB: `migrate dev` replays the migrations in a shadow database.
  const password = escapeLiteral(role);
  await client.query(`CREATE ROLE ${escapeIdentifier(role)} LOGIN CREATEDB PASSWORD ${password}`);
}

async function makeDatabase(
  client: Client,
  { database, owner }: { readonly database: string; readonly owner: string },
): Promise<void> {
  const name = escapeIdentifier(database);
  await client.query(`CREATE DATABASE ${name} OWNER ${escapeIdentifier(owner)}`);
}
