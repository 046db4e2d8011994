import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** Timeout of a program. A program that exceeds it is killed and has no exit code. */
const timeoutMs = 60_000;

const main = join(__dirname, '../../../dist/dead-letters/main.js');

export interface CliRun {
  /** -1 if the program was killed. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the compiled CLI as a process, like an operator. A shell parses the line, so the line may
 * end in `> FILE`.
 */
export function runCli(line: string, env: Readonly<Record<string, string>> = {}): Promise<CliRun> {
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
