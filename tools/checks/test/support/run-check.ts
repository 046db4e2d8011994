import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { withTree } from './temporary-tree';

export interface CheckResult {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs one of our checks, as `npm run check` does, on a small repository made of these files. */
export function runCheck(script: string, files: Record<string, string>): CheckResult {
  return withTree(files, (root) => {
    const args = [join(__dirname, '../..', script), root];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    return { exitCode: status, output: stdout + stderr };
  });
}
