import { Client, type ClientConfig, type PoolConfig } from 'pg';
import { type SessionSettings, sessionSettings, toStartupOptions } from './session-settings';
import { describeForbiddenParameters, findForbiddenParameters } from './url-parameters';
import { verifySettings } from './verify-settings';

export interface ConnectionOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Shown by the server in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Added to the settings that every session pins, or instead of them. */
  readonly settings?: SessionSettings;
}

/**
 * The part of a pg configuration that every connection of this system has: the URL, the pinned
 * session settings, and the check that the session really has them (`onConnect`, run by pools).
 * @throws Error if the URL contains a parameter that would be ignored or would undo a setting
 */
export function createConnectionConfig({ url, applicationName, settings }: ConnectionOptions) {
  const forbidden = findForbiddenParameters(url);
  if (forbidden.length > 0) throw new Error(`The URL ${describeForbiddenParameters(forbidden)}`);
  const pinned = { ...sessionSettings, ...settings };
  return {
    connectionString: url,
    application_name: applicationName,
    options: toStartupOptions(pinned),
    onConnect: (client) => verifySettings(client, pinned),
  } satisfies PoolConfig;
}

/** Opens one connection with the pinned settings. Its loss while idle fails the next query. */
export async function openClient(
  options: ConnectionOptions,
  limits: Pick<ClientConfig, 'query_timeout' | 'keepAlive' | 'keepAliveInitialDelayMillis'> = {},
): Promise<Client> {
  const { onConnect, ...config } = createConnectionConfig(options);
  const client = new Client({ connectionTimeoutMillis: 10_000, ...config, ...limits });
  client.on('error', () => {});
  try {
    await client.connect();
    await onConnect(client);
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}
