/** Builds every workspace: `npm run build` in the root folder. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds in a separate process group, so that a signal stops all of its processes.
 * @param stdout the file descriptor for the output of the build
 * @returns whether the build succeeded
 */
export function build({ stdout, signal }) {
  const child = spawn('npm', ['run', '--silent', 'build'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', stdout, 2],
  });
  signal?.addEventListener('abort', () => process.kill(-child.pid, 'SIGTERM'));
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
