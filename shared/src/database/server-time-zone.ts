import { Client } from 'pg';
import { sessionSettings, toStartupOptions } from './session-settings';

const { TimeZone: _, ...otherSettings } = sessionSettings;

interface Row {
  readonly timeZone: string;
}

/** The time zone that the server, the database or the role gives a session that pins none. */
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

/** Also by its other names: Debian's PostgreSQL calls it Etc/UTC. */
export function isUtc(timeZone: string): boolean {
  return /^(Etc\/)?(UTC|UCT|GMT|Zulu|Universal|Greenwich)([+-]?0)?$/i.test(timeZone);
}
