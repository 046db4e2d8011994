/**
 * The databases of one machine and who owns them, with passwords that everybody knows: they are
 * good for development on the loopback address, and the services refuse them in production.
 */

import { withClient } from '@online-shop/servers/postgres/with-client';
import { type Client, escapeIdentifier, escapeLiteral } from 'pg';

export const databases = {
  orders: { role: 'orders', database: 'ordersdb' },
  payments: { role: 'payments', database: 'paymentsdb' },
  bus: { role: 'bus', database: 'busdb' },
} as const;

export type DatabaseName = keyof typeof databases;

/** The owner's way into its database. PGSSLMODE of a shell has no effect on it. */
export function databaseUrl(port: number, name: DatabaseName): string {
  const { role, database } = databases[name];
  return `postgres://${role}:${role}@127.0.0.1:${port}/${database}?sslmode=disable`;
}

/** Makes the roles and databases that are missing. No role may enter another's database. */
export async function makeDatabases(adminUrl: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    for (const { role, database } of Object.values(databases)) {
      if (!(await exists(client, 'pg_roles WHERE rolname', role))) await makeRole(client, role);
      if (!(await exists(client, 'pg_database WHERE datname', database))) {
        await makeDatabase(client, { database, owner: role });
      }
      // No part of making it: that may have been cut short in between.
      const name = escapeIdentifier(database);
      await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
    }
    await client.query('REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC');
  });
}

async function exists(client: Client, where: string, name: string): Promise<boolean> {
  const { rowCount } = await client.query(`SELECT FROM ${where} = $1`, [name]);
  return rowCount === 1;
}

async function makeRole(client: Client, role: string): Promise<void> {
  // CREATEDB: `migrate dev` replays the migrations in a shadow database of its own.
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
