import { Client } from 'pg';
import { sessionSettings, toStartupOptions } from './session-settings';

const { TimeZone: _, ...otherSettings } = sessionSettings;

interface Row {
  readonly timeZone: string;
}

/**
 * Reads the time zone of a session that sets none: the default of the server, the database or the
 * role.
 */
export async function findServerTimeZone(url: string): Promise<string> {
  const client = new Client({
    connectionString: url,
    application_name: 'time-zone',
    options: toStartupOptions(otherSettings),
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<Row>(`SELECT current_setting('TimeZone') AS "timeZone"`);
    return rows[0]?.timeZone ?? '';
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Whether the time zone is UTC or one of its aliases. On Debian, PostgreSQL defaults to Etc/UTC.
 */
export function isUtc(timeZone: string): boolean {
  return /^(Etc\/)?(UTC|UCT|GMT|Zulu|Universal|Greenwich)([+-]?0)?$/i.test(timeZone);
}
