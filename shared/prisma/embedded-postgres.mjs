import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The data folder of `npm start`. A relative path is relative to the root folder. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const dataDir = resolve(root, process.env.DATA_DIR || '.data');

/**
 * The lock file of PostgreSQL, which exists while PostgreSQL runs. Line 1 is the process ID, line 4
 * is the port.
 */
const lockFile = join(dataDir, 'postgres', 'postmaster.pid');

/** Returns the port of the PostgreSQL of `npm start`. Undefined if it is not running. */
export function findEmbeddedPostgresPort() {
  try {
    const [processId, , , port] = readFileSync(lockFile, 'utf8').split('\n');
    return isRunning(Number(processId)) ? port : undefined;
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** A killed PostgreSQL leaves its lock file behind. */
function isRunning(processId) {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error.code === 'EPERM'; // The process runs as another user.
  }
}
