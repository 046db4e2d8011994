import pg from 'pg';
import { createConnectionConfig } from './connection.mjs';

/** The engine's own lock: whoever holds it is applying migrations. */
const migrationLockId = 72707369;

/**
 * The request of `migrate deploy`. Prisma notes a migration before it runs it, and again once it is
 * done. Killed or failed in between, it refuses every deployment from then on until somebody has
 * said whether the script took effect. Here it did not: `migration-pg.mjs` lets the script and the
 * mark that it is finished take effect together. So the note is forgotten, and the migration
 * applied anew.
 */
export const deployRequests = {
  async applyMigrations(engine, params, url) {
    await forgetUnfinished(url);
    return engine.applyMigrations(params);
  },
};

async function forgetUnfinished(url) {
  const client = new pg.Client(createConnectionConfig(url));
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT to_regclass('_prisma_migrations') IS NOT NULL AND pg_try_advisory_lock($1) AS may`,
      [migrationLockId],
    );
    if (rows[0].may) {
      await client.query(
        'DELETE FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL',
      );
    }
  } finally {
    await client.end();
  }
}
