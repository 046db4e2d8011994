import { openClient } from '@online-shop/shared/database/connection';
import type { Client } from 'pg';
import { UnreachableError } from '../../unreachable-error';

const queryTimeoutMs = 20_000;

/** Reads a database in one read-only transaction, which sees a single moment. */
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
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    return await read(client);
  } catch (cause) {
    throw new UnreachableError(what, { url, cause });
  } finally {
    await client?.end().catch(() => {});
  }
}
