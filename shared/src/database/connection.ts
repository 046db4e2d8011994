import { Client, type ClientConfig, type PoolConfig } from 'pg';
import { type SessionSettings, sessionSettings, toStartupOptions } from './session-settings';
import { describeForbiddenParameters, findForbiddenParameters } from './url-parameters';
import { verifySettings } from './verify-settings';

export interface ConnectionOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Shown by the server in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Settings that extend or replace the pinned settings. */
  readonly settings?: SessionSettings;
}

/**
 * Returns the part of the pg configuration that all connections share: the URL, the pinned session
 * settings, and the check that the session has these settings (`onConnect`, which only pools call).
 * @throws Error if the URL contains a parameter that would be ignored or would replace a setting
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

/**
 * Opens one connection with the pinned settings and a connect timeout of 10 s. If the connection is
 * lost while idle, the next query rejects.
 */
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
