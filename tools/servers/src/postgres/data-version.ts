import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem';
import { prepareBinaries } from './binaries';

/**
 * Checks the version of the data directory. Each major version of PostgreSQL has its own file
 * format.
 * @throws Problem if another major version wrote the data directory
 */
export function refuseOtherVersion(dataDir: string): void {
  const written = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  const { majorVersion } = prepareBinaries();
  if (written === majorVersion) return;
  throw new Problem(
    `${dataDir} was written by PostgreSQL ${written}, which PostgreSQL ${majorVersion} cannot read. ` +
      'Move the folder away to start with empty databases. To keep the data, start the version ' +
      'of the shop that wrote it, and copy each database with pg_dump and psql.',
  );
}
