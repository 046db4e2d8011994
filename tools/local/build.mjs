/** Builds every workspace: `npm run build` in the root folder. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * In a process group of its own, so that a signal stops all of it.
 * @param stdout the file descriptor for what it prints
 * @returns whether it succeeded
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
