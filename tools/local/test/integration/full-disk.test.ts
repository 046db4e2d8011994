import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runShop } from '../support/running-shop';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk';

jest.setTimeout(120_000);

describe('npm start on a full disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'online-shop-full-disk-'));
  let disk: SmallDisk | undefined;
  afterEach(() => disk?.remove());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('names the cause if its first start has no space for PostgreSQL', async () => {
    disk = mountSmallDisk(join(folder, 'first'), { megabytes: 4 });

    const shop = runShop({ DATA_DIR: join(disk.folder, 'data') });

    expect(await shop.exited).toBe(1);
    expect(shop.errors).toEqual([expect.stringContaining('No space left on device')]);
  });

  it.each([
    ['nothing is left', 0],
    ['32 kB are left', 32 * 1024],
  ])('names the cause if a later start finds that %s', async (_, bytesLeft) => {
    disk = mountSmallDisk(join(folder, `later-${bytesLeft}`), { megabytes: 200 });
    const environment = { DATA_DIR: join(disk.folder, 'data') };
    const first = runShop(environment);
    await first.line('the databases are brought up to date');
    first.process.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    disk.fill(bytesLeft);

    const shop = runShop(environment);

    expect(await shop.exited).toBe(1);
    expect(shop.errors).toEqual([
      expect.stringMatching(/No space left on device|the disk is full/),
    ]);
  });
});
