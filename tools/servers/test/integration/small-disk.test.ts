import { existsSync, statfsSync } from 'node:fs';
import { findSmallDisk, type MountSmallDisk } from '../../src/small-disk';

const mount = findSmallDisk();
const describeOnSmallDisk = mount ? describe : describe.skip;

describeOnSmallDisk('a small disk', () => {
  it('has no space after fill, the requested space after a partial fill, and all space after free', () => {
    const disk = (mount as MountSmallDisk)({ megabytes: 1 });
    const readFreeBytes = () => {
      const { bavail, bsize } = statfsSync(disk.folder);
      return bavail * bsize;
    };
    try {
      disk.fill();
      expect(readFreeBytes()).toBe(0);
      disk.free();
      disk.fill(64 * 1024);
      expect(readFreeBytes()).toBe(64 * 1024);
      disk.free();
      expect(readFreeBytes()).toBe(1024 * 1024);
    } finally {
      disk.remove();
    }
    expect(existsSync(disk.folder)).toBe(false);
  });
});
