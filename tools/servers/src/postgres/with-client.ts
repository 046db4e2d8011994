import { openClient } from '@online-shop/shared/database/connection';
import type { SessionSettings } from '@online-shop/shared/database/session-settings';
import type { Client } from 'pg';

/** Opens a connection, runs the work, and closes the connection. */
export async function withClient<T>(
  url: string,
  work: (client: Client) => Promise<T>,
  settings: SessionSettings = {},
): Promise<T> {
  const client = await openClient({ url, applicationName: 'local', settings });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
