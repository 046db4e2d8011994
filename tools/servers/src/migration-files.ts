import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One Prisma migration of a service. */
export interface Migration {
  readonly name: string;
  readonly script: string;
}

/** Reads the migrations in the order in which Prisma applies them. */
export function readMigrations(folder: string): readonly Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      name,
      script: readFileSync(join(folder, name, 'migration.sql'), 'utf8'),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
