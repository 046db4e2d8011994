import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `npm start` keeps its data; a relative folder is within the root folder, as it is there. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const dataDir = resolve(root, process.env.DATA_DIR || '.data');

/** PostgreSQL's own lock file: there while it runs, its process id on line 1, its port on line 4. */
const lockFile = join(dataDir, 'postgres', 'postmaster.pid');

/** The port on which the PostgreSQL of `npm start` listens; undefined while it is not running. */
export function findEmbeddedPostgresPort() {
  try {
    const [processId, , , port] = readFileSync(lockFile, 'utf8').split('\n');
    return isRunning(Number(processId)) ? port : undefined;
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** A PostgreSQL that was killed leaves its lock file behind. */
function isRunning(processId) {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error.code === 'EPERM'; // It runs, as another user.
  }
}
