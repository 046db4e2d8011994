import { Client } from 'pg';
import { UnreachableError } from '../unreachable-error';

const CONNECT_TIMEOUT_MS = 10_000;
const QUERY_TIMEOUT_MS = 20_000;

/** One connection that sees one moment of a database and can change nothing in it. */
export async function readOnly<T>(
  { url, what }: { readonly url: string; readonly what: string },
  read: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    application_name: 'dead-letters',
  });
  client.on('error', () => {}); // Lost while idle: the next query says so.
  try {
    await client.connect();
    await client.query('begin isolation level repeatable read, read only');
    return await read(client);
  } catch (cause) {
    throw new UnreachableError(what, { url, cause });
  } finally {
    await client.end().catch(() => {});
  }
}
