import pg from 'pg';
import { createConnectionConfig } from './connection.mjs';

/** The advisory lock that the engine holds while it applies migrations. */
const migrationLockId = 72707369;

/**
 * Handles the request of `migrate deploy`. Prisma records a migration before it runs the script,
 * and again after it has finished. If the process is killed or fails in between, Prisma refuses all
 * later deployments until an operator states whether the script took effect. Here an unfinished
 * script never took effect, because `migration-pg.mjs` commits the script and its finished mark
 * together. So the record is deleted and the migration is applied again.
 */
export const deployRequests = {
  async applyMigrations(engine, params, url) {
    await deleteUnfinishedRecords(url);
    return engine.applyMigrations(params);
  },
};

async function deleteUnfinishedRecords(url) {
  const client = new pg.Client(createConnectionConfig(url));
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT to_regclass('_prisma_migrations') IS NOT NULL AND pg_try_advisory_lock($1) AS "isUnlocked"`,
      [migrationLockId],
    );
    if (rows[0].isUnlocked) {
      await client.query(
        'DELETE FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL',
      );
    }
  } finally {
    await client.end();
  }
}
