import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { root } from '@online-shop/e2e/shop/databases';
import { medianOf } from './latency';

/** The machine and the code on which the numbers depend. */
export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** Median time to write and fdatasync 8 kB in the temporary folder, in milliseconds. */
  readonly syncMs: number;
  /** The commit of the code. Missing outside a Git checkout. */
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

/** Removes the suffix of the distribution's or provider's build. */
function versionOf(kernel: string): string {
  return kernel.split('-')[0] as string;
}

const syncs = 100;

/** Every commit waits for such a write, so it limits the speed of commits. */
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
    return undefined; // Git is not installed, or this is not a checkout.
  }
}
