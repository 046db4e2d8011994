import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createShopClient } from '../../src/demo/shop-client';
import { portsOf, runShop } from '../support/running-shop';

jest.setTimeout(120_000);

const root = join(__dirname, '../../../..');
/** Variables of a shell that is configured for other servers and tools. */
const foreign = {
  NODE_ENV: 'production',
  TZ: 'Pacific/Auckland',
  PGHOST: '/nowhere',
  PGPORT: '1',
  PGUSER: 'foreign',
  PGPASSWORD: 'none',
  PGDATABASE: 'elsewhere',
  PGDATA: '/nowhere',
  PGSSLMODE: 'require',
  PGOPTIONS: '-c search_path=foo',
  PGDATESTYLE: 'nonsense',
  PGCLIENTENCODING: 'nonsense',
  HTTP_PROXY: 'http://127.0.0.1:1',
  HTTPS_PROXY: 'http://127.0.0.1:1',
  NODE_OPTIONS: '--max-old-space-size=512',
  NODE_USE_ENV_PROXY: '1',
  GATEWY_PORT: '6000',
};

describe('npm start in a shell that is configured for other servers', () => {
  // The folder name contains spaces and non-ASCII letters.
  const folder = mkdtempSync(join(tmpdir(), 'online shop – магазин '));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('opens a shop on which npm run migrate works, and warns of a misspelt setting', async () => {
    const environment = { ...foreign, DATA_DIR: join(folder, 'data') };
    const shop = runShop(environment);
    const ports = await portsOf(shop);

    const account = await createShopClient(`http://localhost:${ports.gateway}`).openAccount('ann');
    const migrated = execFileSync('npm', ['run', 'migrate', '-w', 'orders-service'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    });

    expect(account).toMatchObject({ balance: 0 });
    expect(migrated).toContain('No pending migrations');
    shop.process.kill('SIGTERM');
    expect(await shop.exited).toBe(0);
    expect(shop.errors).toEqual(['GATEWY_PORT is not a setting: did you mean GATEWAY_PORT?']);
  });
});
