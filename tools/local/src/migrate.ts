import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readMigrations } from '@online-shop/servers/migration-files';
import { withClient } from '@online-shop/servers/postgres/with-client';
import { Problem } from '@online-shop/servers/problem';
import { startProgram } from '@online-shop/servers/process/program';

/** The program that runs the Prisma CLI. */
const shopPrisma = join(__dirname, '../../../shared/prisma/shop-prisma.mjs');
const undefinedTableState = '42P01';

export interface MigrateOptions {
  /** The folder of the service. */
  readonly service: string;
  readonly databaseUrl: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * Applies the new migrations of a service. Prisma needs seconds to find that there are none, so the
 * migration records are checked first, which takes milliseconds.
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const { service, databaseUrl, environment, signal } = options;
  if (await isUpToDate({ folder: join(service, 'prisma/migrations'), databaseUrl })) return;
  const output: string[] = [];
  const program = await startProgram({
    command: process.execPath,
    args: [shopPrisma, 'migrate', 'deploy'],
    cwd: service,
    env: { ...environment, DATABASE_URL: databaseUrl },
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 5_000,
    signal,
    onLine: (line) => output.push(line),
  });
  const { code } = await program.exited;
  if (code === 0) return;
  const said = output.filter((line) => line.trim().length > 0).join('\n');
  throw new Problem(`The migrations in ${service} could not be applied:\n${said}`);
}

/**
 * Whether every migration file was applied in its current version and no migration is unfinished.
 */
async function isUpToDate({
  folder,
  databaseUrl,
}: {
  readonly folder: string;
  readonly databaseUrl: string;
}): Promise<boolean> {
  const records = await withClient(databaseUrl, async (client) => {
    try {
      const { rows } = await client.query<MigrationRecord>(
        `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished"
           FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
      );
      return rows;
    } catch (error) {
      if ((error as { code?: string }).code === undefinedTableState) return [];
      throw error;
    }
  });
  const applied = new Map(records.map(({ name, checksum }) => [name, checksum]));
  return (
    records.every(({ isFinished }) => isFinished) &&
    readMigrations(folder).every(({ name, script }) => applied.get(name) === sha256(script))
  );
}

interface MigrationRecord {
  readonly name: string;
  readonly checksum: string;
  readonly isFinished: boolean;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
