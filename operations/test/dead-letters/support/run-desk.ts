import { execFile } from 'node:child_process';
import { join } from 'node:path';

const main = join(__dirname, '../../../dist/dead-letters/main.js');

export interface DeskRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The desk as an operator runs it: the compiled program, a process of its own. */
export function runDesk(
  line: string,
  env: Readonly<Record<string, string>> = {},
): Promise<DeskRun> {
  const args = [main, ...line.split(' ').filter((word) => word !== '')];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { env }, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
