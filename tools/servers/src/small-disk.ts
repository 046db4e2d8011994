/**
 * Mounts a disk of a few megabytes that a test can fill: a tmpfs on Linux. Mounting requires root,
 * or `sudo` without a password. Root in a container may lack the permission, so a test mount shows
 * whether it works.
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
  /**
   * Uses all free space except this number of bytes. A second call also uses space that became
   * free.
   */
  fill(bytesLeft?: number): void;
  /** Releases the space that `fill` used. */
  free(): void;
  /** Unmounts the disk and removes its folder. */
  remove(): void;
}

export type MountSmallDisk = (options: { readonly megabytes: number }) => SmallDisk;

/**
 * Returns a function that mounts a small disk. Returns null if this user cannot mount one; the
 * suites that need it are then skipped.
 * @throws Error if this user cannot mount one and `CI=true`
 */
export function findSmallDisk(): MountSmallDisk | null {
  const lack = findSmallDiskLack();
  if (lack === undefined) return mountSmallDisk;
  reportSkippedTests(`No small disk (${lack})`);
  return null;
}

/** Returns why this user cannot mount a small disk. Returns undefined if the user can. */
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
