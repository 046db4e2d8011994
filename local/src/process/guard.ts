import { spawn } from 'node:child_process';

/**
 * Sends a program the signal when this process has died, however it died, kill -9 included.
 *
 * A shell waits for its standard input to end, which the system closes with this process. Where
 * there is no POSIX shell nothing is guarded.
 * @returns what to call once the program has ended by itself
 */
export function guard(target: {
  readonly pid: number;
  readonly signal: NodeJS.Signals;
}): () => void {
  const script = 'read -r _; kill -s "$1" "$2"';
  const signal = target.signal.replace(/^SIG/, '');
  const shell = spawn('/bin/sh', ['-c', script, 'guard', signal, String(target.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => {}); // no shell
  shell.stdin.on('error', () => {}); // the shell was killed
  return () => {
    shell.kill('SIGKILL');
  };
}
