import { spawn } from 'node:child_process';

/**
 * Waits until its standard input ends, sends the stop signal, and kills the program after the
 * timeout.
 */
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
 * Stops a program when this process dies in any way, including kill -9.
 *
 * A shell waits until its standard input ends: the system closes it with this process. Without a
 * POSIX shell, nothing is guarded.
 * @returns a function that ends the guard; call it when the program has ended
 */
export function guard(target: {
  readonly pid: number;
  readonly signal: NodeJS.Signals;
  /**
   * How long the program may take to stop, in milliseconds. Defaults to 10 s. Then it is killed.
   */
  readonly timeoutMs?: number;
}): () => void {
  const signal = target.signal.replace(/^SIG/, '');
  const seconds = Math.ceil((target.timeoutMs ?? 10_000) / 1_000);
  const args = ['-c', script, 'guard', signal, String(target.pid), String(seconds)];
  const shell = spawn('/bin/sh', args, {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => {}); // The machine has no shell.
  shell.stdin.on('error', () => {}); // The shell was killed.
  return () => {
    shell.kill('SIGKILL');
  };
}
