import { type ClientBase, escapeIdentifier, escapeLiteral } from 'pg';
import type { SessionSettings } from './session-settings';

export const sessionSettingsCode = 'SESSION_SETTINGS';

/**
 * The session lacks pinned settings: a connection pooler dropped the start-up parameters, and the
 * role does not have the settings either. The message contains the statements that store the
 * settings on the role.
 */
export class SessionSettingsError extends Error {
  override readonly name = 'SessionSettingsError';
  /** Prisma keeps the message and the code of a driver error, but not its class. */
  readonly code = sessionSettingsCode;
}

interface Row {
  readonly name: string;
  readonly setting: string;
  readonly role: string;
  readonly database: string;
}

const readSettings = `
  SELECT name, setting, current_user AS role, current_database() AS database
  FROM pg_settings WHERE name = ANY ($1)`;

/** @throws SessionSettingsError if a setting of the session differs */
export async function verifySettings(client: ClientBase, settings: SessionSettings): Promise<void> {
  const { rows } = await client.query<Row>(readSettings, [Object.keys(settings)]);
  const different = rows.filter(({ name, setting }) => setting !== settings[name]);
  if (different.length === 0) return;
  const found = different.map(({ name, setting }) => `${name} is ${setting || 'empty'}`);
  const statements = different.map(({ name, role, database }) => {
    const owner = `${escapeIdentifier(role)} IN DATABASE ${escapeIdentifier(database)}`;
    return `ALTER ROLE ${owner} SET ${name} = ${escapeLiteral(settings[name] ?? '')};`;
  });
  throw new SessionSettingsError(
    `the database session lacks required settings (${found.join(', ')}). If a connection pooler ` +
      `drops start-up parameters, store the settings on the role: ${statements.join(' ')}`,
  );
}
