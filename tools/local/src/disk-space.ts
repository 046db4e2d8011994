import { statfsSync } from 'node:fs';

/** PostgreSQL needs more free space than this to extend a few files. */
const minFreeBytes = 256 * 1024;

/** Whether the file system of this folder has no space left for PostgreSQL. */
export function isDiskFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < minFreeBytes;
}
