import { statfsSync } from 'node:fs';

/** Less than PostgreSQL needs to extend a few files. */
const MIN_FREE_BYTES = 256 * 1024;

/** Whether the file system of this folder has no space left for PostgreSQL. */
export function isDiskFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < MIN_FREE_BYTES;
}
