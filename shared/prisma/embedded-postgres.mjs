import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** PostgreSQL's own lock file: there while it runs, its process id on line 1, its port on line 4. */
const lockFile = new URL('../../.data/postgres/postmaster.pid', import.meta.url);

/** The port on which the PostgreSQL of `npm start` listens; undefined while it is not running. */
export function findEmbeddedPostgresPort() {
  try {
    const [processId, , , port] = readFileSync(fileURLToPath(lockFile), 'utf8').split('\n');
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
