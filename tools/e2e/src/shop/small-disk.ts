import { mountSmallDisk } from '@online-shop/servers/small-disk';
import { startTestPostgres } from '@online-shop/servers/test-postgres';
import type { ShopPostgres } from './shop';

const megabytes = 256;
/** Keeps the write-ahead log small, so that the server soon needs a new segment. */
const settings = { min_wal_size: '32MB', max_wal_size: '48MB' };
/** The interval in which `fill` takes newly freed space, in milliseconds. */
const refillEveryMs = 50;

/** A server on a separate in-memory disk that can be filled. */
export async function startPostgresOnSmallDisk(): Promise<ShopPostgres> {
  const disk = mountSmallDisk({ megabytes });
  let refilling: NodeJS.Timeout | undefined;
  function free(): void {
    clearInterval(refilling);
    disk.free();
  }
  try {
    const server = await startTestPostgres({ settings, parentFolder: disk.folder });
    return {
      ...server,
      get pid() {
        return server.pid;
      },
      disk: {
        fill() {
          disk.fill();
          refilling = setInterval(() => disk.fill(), refillEveryMs);
        },
        free,
      },
      async close() {
        free();
        await server.close();
        disk.remove();
      },
    };
  } catch (error) {
    disk.remove();
    throw error;
  }
}
