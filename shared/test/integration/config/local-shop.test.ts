import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolder, readLocalShop, writeLocalShop } from '../../../src/config/local-shop';
import { ConfigError } from '../../../src/config/parse-config';

const root = join(__dirname, '../../../..');
const shop = {
  busUrl: 'amqp://shop:secret@127.0.0.1:5672',
  ordersDatabaseUrl: 'postgres://orders:orders@127.0.0.1:5500/ordersdb',
  paymentsDatabaseUrl: 'postgres://payments:payments@127.0.0.1:5500/paymentsdb',
  gatewayUrl: 'http://localhost:5000',
};

describe('the addresses of a local shop', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'online-shop-addresses-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are read as last written', () => {
    writeLocalShop(folder, { ...shop, busUrl: 'postgres://bus:bus@127.0.0.1:5500/busdb' });
    writeLocalShop(folder, shop);

    expect(readLocalShop(folder)).toEqual(shop);
  });

  it('are readable only by their owner, because the bus URL may contain a password', () => {
    writeLocalShop(folder, shop);

    expect(statSync(join(folder, 'shop.json')).mode & 0o777).toBe(0o600);
  });

  it('are undefined if npm start has not used the folder', () => {
    expect(readLocalShop(folder)).toBeUndefined();
    expect(readLocalShop(join(folder, 'missing'))).toBeUndefined();
  });

  it('cause a ConfigError if the file is damaged', () => {
    writeFileSync(join(folder, 'shop.json'), '{"busUrl":');

    expect(() => readLocalShop(folder)).toThrow(ConfigError);
    expect(() => readLocalShop(folder)).toThrow(join(folder, 'shop.json'));
  });
});

describe('the data folder', () => {
  it.each([undefined, '', ' '])('is .data in the root folder if DATA_DIR is %p', (text) => {
    expect(dataFolder(text)).toBe(join(root, '.data'));
  });

  it('is in the root folder if DATA_DIR is relative', () => {
    expect(dataFolder('data/second')).toBe(join(root, 'data/second'));
  });
});
