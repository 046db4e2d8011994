import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestPostgres } from '@online-shop/servers/test-postgres';
import type { Disk, ShopPostgres } from './shop';

const sizeMb = 256;
/** Keeps the server's log of transactions small, so that it soon needs a new file. */
const settings = { min_wal_size: '32MB', max_wal_size: '48MB' };
/** How often space that became free is taken, in milliseconds. */
const refillEveryMs = 50;
const chunk = Buffer.alloc(64 * 1024);

/** A server on a disk of its own in memory, which can be filled. Needs root, to mount the disk. */
export async function startPostgresOnSmallDisk(): Promise<ShopPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'online-shop-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', folder]);
  const disk = createDisk(folder);
  function unmount(): void {
    disk.free();
    execFileSync('umount', [folder]);
    rmdirSync(folder);
  }
  try {
    const server = await startTestPostgres({ settings, parentFolder: folder });
    return {
      ...server,
      get pid() {
        return server.pid;
      },
      disk,
      async close() {
        disk.free();
        await server.close();
        unmount();
      },
    };
  } catch (error) {
    unmount();
    throw error;
  }
}

function createDisk(folder: string): Disk {
  const filler = join(folder, 'filler');
  let refilling: NodeJS.Timeout | undefined;

  function takeAll(): void {
    const file = openSync(filler, 'a');
    try {
      for (;;) writeSync(file, chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  return {
    fill() {
      takeAll();
      refilling = setInterval(takeAll, refillEveryMs);
    },
    free() {
      clearInterval(refilling);
      rmSync(filler, { force: true });
    },
  };
}
