import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentWithoutPg } from '@online-shop/servers/config';
import { withClient } from '@online-shop/servers/postgres/with-client';
import type { QueryResultRow } from 'pg';

/** The folder of the whole repository. */
export const root = join(__dirname, '..', '..', '..', '..');

/** Direct access to a database with administrator rights. */
export interface Queryable {
  /** Opens a connection per call, so the server may restart between two calls. */
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** One service's database. */
export interface Database extends Queryable {
  /** The URL of the service itself. Its role owns only this database. */
  readonly url: string;
  readonly adminUrl: string;
}

export interface DatabaseOptions {
  readonly adminUrl: (database?: string) => string;
  readonly name: string;
  readonly owner: string;
}

/** Creates a database and a role that owns only this database. */
export async function createDatabase(options: DatabaseOptions): Promise<Database> {
  const { adminUrl, name, owner } = options;
  // Random, because services refuse well-known passwords in production.
  const password = randomBytes(18).toString('base64url');
  await withClient(adminUrl(), async (client) => {
    await client.query(`CREATE ROLE ${owner} LOGIN PASSWORD '${password}'`);
    await client.query(`CREATE DATABASE ${name} OWNER ${owner}`);
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  });
  const url = new URL(adminUrl(name));
  url.username = owner;
  url.password = password;
  return { url: url.href, adminUrl: adminUrl(name), ...createQueryable(adminUrl(name)) };
}

export function createQueryable(adminUrl: string): Queryable {
  return {
    query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) {
      return withClient(adminUrl, async (client) => {
        const { rows } = await client.query<Row>(text, [...values]);
        return rows;
      });
    },
  };
}

/** Applies a service's migrations with its own command, as an operator would. */
export async function migrate(workspace: string, { url }: Database): Promise<void> {
  await promisify(execFile)(
    process.execPath,
    [join(root, 'shared', 'prisma', 'shop-prisma.mjs'), 'migrate', 'deploy'],
    { cwd: join(root, workspace), env: { ...environmentWithoutPg(), DATABASE_URL: url } },
  );
}
