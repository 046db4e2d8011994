import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recoverForEver } from '@online-shop/servers/endless-recovery';
import { runShop, until } from '../support/running-shop';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'online-shop-refused-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm start with a shop that cannot start', () => {
  let counter = 0;
  const newDataDir = () => {
    counter += 1;
    return join(folder, `refused-${counter}`);
  };

  it.each(['GATEWAY_PORT', 'ORDERS_PORT', 'PAYMENTS_PORT', 'POSTGRES_PORT'])(
    'reports that %s is in use',
    async (variable) => {
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, resolve));
      const { port } = other.address() as AddressInfo;

      const shop = runShop({ DATA_DIR: newDataDir(), [variable]: String(port) });

      expect(await shop.exited).toBe(1);
      expect(shop.errors).toEqual([
        expect.stringMatching(new RegExp(`^Port ${port}, .* is taken .*${variable}=`)),
      ]);
      other.close();
    },
  );

  it('reports that DATA_DIR is not a folder', async () => {
    const file = newDataDir();
    writeFileSync(file, '');

    const shop = runShop({ DATA_DIR: file });

    expect(await shop.exited).toBe(1);
    expect(shop.errors).toEqual([`${file} cannot be used: it is not a folder.`]);
  });

  it('reports both versions if another PostgreSQL version wrote the data folder', async () => {
    const first = runShop({ DATA_DIR: newDataDir() });
    await first.line('applying the migrations');
    first.process.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    const dataDir = join(folder, `refused-${counter}`);
    writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '17\n');

    const shop = runShop({ DATA_DIR: dataDir });

    expect(await shop.exited).toBe(1);
    expect(shop.errors).toEqual([
      expect.stringMatching(/written by PostgreSQL 17, which PostgreSQL 18 cannot read\. Move/),
    ]);
    expect(readFileSync(join(dataDir, 'postgres/PG_VERSION'), 'utf8')).toBe('17\n');
  });

  it('is stopped by one Ctrl-C while PostgreSQL is still starting', async () => {
    const dataDir = newDataDir();
    const first = runShop({ DATA_DIR: dataDir });
    await first.line('applying the migrations');
    first.process.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    recoverForEver(join(dataDir, 'postgres'));
    const shop = runShop({ DATA_DIR: dataDir });
    await until(async () => existsSync(join(dataDir, 'postgres/postmaster.pid')));

    shop.process.kill('SIGINT');

    expect(await shop.exited).toBe(0);
    expect(shop.errors).toEqual([]);
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
  });

  it.each(['/proc/nope', '/dev/null/nope'])(
    'rejects the impossible data folder %s',
    async (dataDir) => {
      const shop = runShop({ DATA_DIR: dataDir });

      expect(await shop.exited).toBe(1);
      expect(shop.errors).toEqual([expect.stringContaining(`${dataDir} cannot be used: `)]);
    },
  );

  it('lists every problem of its own and the services’ settings and exits with code 78', async () => {
    const dataDir = newDataDir();

    const shop = runShop({
      DATA_DIR: dataDir,
      GATEWAY_PORT: 'front',
      BUS_URL: 'http://bus',
      RATE_LIMIT_PER_MINUTE: '-1',
      ORDER_DEADLINE_SECONDS: 'x',
      GATEWY_PORT: '6000',
    });

    expect(await shop.exited).toBe(78);
    expect(shop.output).toEqual([]);
    const [, ...problems] = shop.errors;
    expect(problems.map((line) => line.split(' ')[1]).sort()).toEqual([
      'BUS_URL',
      'GATEWAY_PORT',
      'GATEWY_PORT',
      'ORDER_DEADLINE_SECONDS',
      'RATE_LIMIT_PER_MINUTE',
    ]);
    expect(existsSync(dataDir)).toBe(false);
  });
});
