import { openClient } from '@online-shop/shared/database/connection';
import type { Client } from 'pg';
import { UnreachableError } from '../../unreachable-error';

const queryTimeoutMs = 20_000;

/** One connection that sees one moment of a database and can change nothing in it. */
export async function readOnly<T>(
  { url, what }: { readonly url: string; readonly what: string },
  read: (client: Client) => Promise<T>,
): Promise<T> {
  let client: Client | undefined;
  try {
    client = await openClient(
      { url, applicationName: 'dead-letters' },
      { query_timeout: queryTimeoutMs },
    );
    await client.query('begin isolation level repeatable read, read only');
    return await read(client);
  } catch (cause) {
    throw new UnreachableError(what, { url, cause });
  } finally {
    await client?.end().catch(() => {});
  }
}
