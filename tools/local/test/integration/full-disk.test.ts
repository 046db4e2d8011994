import { join } from 'node:path';
import {
  findSmallDisk,
  type MountSmallDisk,
  type SmallDisk,
} from '@online-shop/servers/small-disk';
import { runShop } from '../support/running-shop';

jest.setTimeout(120_000);

const mount = findSmallDisk();
const describeOnSmallDisk = mount ? describe : describe.skip;

describeOnSmallDisk('npm start on a full disk', () => {
  let disk: SmallDisk | undefined;
  afterEach(() => {
    disk?.remove();
    disk = undefined;
  });

  it('names the cause if its first start has no space for PostgreSQL', async () => {
    disk = (mount as MountSmallDisk)({ megabytes: 4 });

    const shop = runShop({ DATA_DIR: join(disk.folder, 'data') });

    expect(await shop.exited).toBe(1);
    expect(shop.errors).toEqual([expect.stringContaining('No space left on device')]);
  });

  it.each([
    ['nothing is left', 0],
    ['32 kB are left', 32 * 1024],
  ])('names the cause if a later start finds that %s', async (_, bytesLeft) => {
    disk = (mount as MountSmallDisk)({ megabytes: 200 });
    const environment = { DATA_DIR: join(disk.folder, 'data') };
    const first = runShop(environment);
    await first.line('applying the migrations');
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
