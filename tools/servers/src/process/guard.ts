import { spawn } from 'node:child_process';

/** Waits for the end of its input, asks the program to finish, and kills it if it has not in time. */
const script = `
read -r _
kill -s "$1" "$2"
for _ in $(seq "$3"); do
  sleep 1
  kill -0 "$2" || exit 0
done
kill -s KILL "$2"
`;

/**
 * Stops a program when this process has died, however it died, kill -9 included.
 *
 * A shell waits for its standard input to end, which the system closes with this process. Where
 * there is no POSIX shell nothing is guarded.
 * @returns what to call once the program has ended by itself
 */
export function guard(target: {
  readonly pid: number;
  readonly signal: NodeJS.Signals;
  /** How long it may take to finish; ten seconds unless told otherwise. */
  readonly timeoutMs?: number;
}): () => void {
  const signal = target.signal.replace(/^SIG/, '');
  const seconds = Math.ceil((target.timeoutMs ?? 10_000) / 1_000);
  const args = ['-c', script, 'guard', signal, String(target.pid), String(seconds)];
  const shell = spawn('/bin/sh', args, {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => {}); // no shell
  shell.stdin.on('error', () => {}); // the shell was killed
  return () => {
    shell.kill('SIGKILL');
  };
}
