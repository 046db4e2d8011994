import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One migration of a service, as Prisma keeps it. */
export interface Migration {
  readonly name: string;
  readonly script: string;
}

/** In the order in which they are applied. */
export function readMigrations(folder: string): readonly Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      name,
      script: readFileSync(join(folder, name, 'migration.sql'), 'utf8'),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
