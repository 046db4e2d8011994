import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { withClient } from '@online-shop/servers/postgres/with-client';
import { makeTestDatabase } from '@online-shop/test-kit/test-database';

/** A database of a service, and a role that may only read it. */
export interface ServiceDatabase {
  readonly url: string;
  readonly readerUrl: string;
  query(text: string, values?: readonly unknown[]): Promise<void>;
  drop(): Promise<void>;
}

const root = join(__dirname, '../../../..');

export async function createServiceDatabase(service: string): Promise<ServiceDatabase> {
  const migrations = join(root, service, 'prisma/migrations');
  const { url, drop } = await makeTestDatabase({ migrations });
  const reader = `reader_${randomUUID().replaceAll('-', '')}`;
  const query = (text: string, values: readonly unknown[] = []) =>
    withClient(url, async (client) => void (await client.query(text, [...values])));

  await query(`CREATE ROLE ${reader} LOGIN PASSWORD '${reader}'`);
  await query(`grant select on all tables in schema public to ${reader}`);
  const readerUrl = new URL(url);
  readerUrl.username = reader;
  readerUrl.password = reader;
  return {
    url,
    query,
    readerUrl: readerUrl.href,
    async drop() {
      await query(`drop owned by ${reader}`);
      await query(`drop role ${reader}`);
      await drop();
    },
  };
}
