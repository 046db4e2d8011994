import { spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file system in memory, on a folder that is created (Linux, as root or with sudo). */
export interface SmallDisk {
  readonly folder: string;
  /** Fills it so that no more than this is left. */
  fill(bytesLeft: number): void;
  remove(): void;
}

export function mountSmallDisk(folder: string, { megabytes }: { megabytes: number }): SmallDisk {
  mkdirSync(folder);
  asRoot('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'tmpfs', folder);
  return {
    folder,
    fill(bytesLeft) {
      const file = join(folder, 'fill');
      let size = 0;
      const block = Buffer.alloc(64 * 1024);
      try {
        for (;;) {
          writeFileSync(file, block, { flag: 'a' });
          size += block.length;
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
      truncateSync(file, size - bytesLeft);
    },
    remove: () => asRoot('umount', folder),
  };
}

function asRoot(...command: readonly string[]): void {
  const isRoot = process.getuid?.() === 0;
  const [program = '', ...args] = isRoot ? command : ['sudo', '-n', ...command];
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw error ?? new Error(`${command.join(' ')}: ${stderr}`);
}
