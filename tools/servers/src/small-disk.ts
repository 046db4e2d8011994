/**
 * A disk of a few megabytes that a test can fill: a tmpfs, which Linux mounts for root and for a
 * user whom `sudo` asks for no password. Root in a container may lack the right, so one is mounted
 * to find out.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportSkippedTests } from './skip-tests';

export interface SmallDisk {
  readonly folder: string;
  /** Takes all free space except for this number of bytes. A second call takes what is free by then. */
  fill(bytesLeft?: number): void;
  /** Gives back what `fill` took. */
  free(): void;
  /** Unmounts the disk and removes its folder. */
  remove(): void;
}

export type MountSmallDisk = (options: { readonly megabytes: number }) => SmallDisk;

/**
 * Finds how to mount a small disk; null if this user cannot, and the suites that need it are skipped.
 * @throws Error if this user cannot with `CI=true`
 */
export function findSmallDisk(): MountSmallDisk | null {
  const lack = findSmallDiskLack();
  if (lack === undefined) return mountSmallDisk;
  reportSkippedTests(`No small disk (${lack})`);
  return null;
}

/** Why this user cannot mount a small disk; undefined if the user can. */
export function findSmallDiskLack(): string | undefined {
  if (process.platform !== 'linux') return 'a tmpfs can be mounted only on Linux';
  try {
    mountSmallDisk({ megabytes: 1 }).remove();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** @throws Error if this user cannot mount it */
export function mountSmallDisk({ megabytes }: { readonly megabytes: number }): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'online-shop-disk-'));
  try {
    runAsRoot(['mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=1777`, 'tmpfs', folder]);
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: (bytesLeft = 0) => fillDisk(filler, bytesLeft),
    free: () => rmSync(filler, { force: true }),
    remove() {
      runAsRoot(['umount', folder]);
      rmdirSync(folder);
    },
  };
}

const chunk = Buffer.alloc(64 * 1024);

function fillDisk(filler: string, bytesLeft: number): void {
  const file = openSync(filler, 'a');
  try {
    for (;;) writeSync(file, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    if (bytesLeft > 0) ftruncateSync(file, fstatSync(file).size - bytesLeft);
  } finally {
    closeSync(file);
  }
}

function runAsRoot(command: readonly string[]): void {
  const isRoot = process.getuid?.() === 0;
  const [program = '', ...args] = isRoot ? command : ['sudo', '-n', ...command];
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.split('\n')[0]);
}
