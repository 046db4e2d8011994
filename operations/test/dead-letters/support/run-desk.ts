import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** It bounds a failure: a program that has not ended by then is killed, and has no exit code. */
const timeoutMs = 60_000;

const main = join(__dirname, '../../../dist/dead-letters/main.js');

export interface DeskRun {
  /** -1 where it had to be killed. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The desk as an operator runs it: the compiled program, a process of its own. The line is a
 * shell's: it may end in `> FILE`.
 */
export function runDesk(
  line: string,
  env: Readonly<Record<string, string>> = {},
): Promise<DeskRun> {
  const script = `exec "$0" "$1" ${line}`;
  return new Promise((resolve) => {
    const child = execFile(
      '/bin/sh',
      ['-c', script, process.execPath, main],
      { env, timeout: timeoutMs },
      (_, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
