import { join } from 'node:path';
import { readConfig } from '../../src/config';

const root = join(__dirname, '../../../..');

describe('the configuration of npm start', () => {
  it('keeps its data in the root folder where nothing is set', () => {
    expect(readConfig({}).DATA_DIR).toBe(join(root, '.data'));
  });

  it('takes a relative DATA_DIR to be within the root folder', () => {
    expect(readConfig({ DATA_DIR: 'data/second' }).DATA_DIR).toBe(join(root, 'data/second'));
  });

  it('takes an absolute DATA_DIR as it is', () => {
    expect(readConfig({ DATA_DIR: '/var/lib/shop' }).DATA_DIR).toBe('/var/lib/shop');
  });
});
