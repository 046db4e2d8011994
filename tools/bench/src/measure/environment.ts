import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { root } from '@online-shop/e2e/shop/databases';
import { medianOf } from './latency';

/** What the numbers depend on beside the code. */
export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** How long the disk under the databases takes to keep 8 kB, milliseconds. */
  readonly syncMs: number;
  /** Of the code; absent outside of a Git checkout. */
  readonly commit?: string;
}

export function readEnvironment(): Environment {
  const cores = cpus();
  const commit = findCommit();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${versionOf(release())}`,
    node: process.version,
    syncMs: measureSync(),
    ...(commit === undefined ? {} : { commit }),
  };
}

/** Without what a distribution or a provider calls its own build. */
function versionOf(kernel: string): string {
  return kernel.split('-')[0] as string;
}

const syncs = 100;

/** A commit waits for this: where it takes next to nothing, commits cost next to nothing. */
function measureSync(): number {
  const folder = mkdtempSync(join(tmpdir(), 'online-shop-sync-'));
  const file = openSync(join(folder, 'file'), 'w');
  const page = Buffer.alloc(8_192, 1);
  const durations = Array.from({ length: syncs }, (_, i) => {
    const startedAt = performance.now();
    writeSync(file, page, 0, page.length, i * page.length);
    fdatasyncSync(file);
    return performance.now() - startedAt;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return medianOf(durations);
}

function findCommit(): string | undefined {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined; // no Git, or no checkout
  }
}
