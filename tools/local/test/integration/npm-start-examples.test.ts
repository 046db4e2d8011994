import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLocalShop } from '@online-shop/shared/config/local-shop';
import { services } from '@online-shop/shared/services';
import { portsOf, runShop } from '../support/running-shop';

describe('WITH_EXAMPLES=true npm start', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'online-shop-examples-'));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('runs every service of services.json behind the gateway, each with its database', async () => {
    const shop = runShop({ DATA_DIR: dataDir, WITH_EXAMPLES: 'true' });
    const ports = await portsOf(shop);

    const response = await fetch(`http://127.0.0.1:${ports.gateway}/health/ready`);

    expect(await response.json()).toEqual({
      status: 'up',
      checks: Object.fromEntries(services.map(({ name }) => [name, 'up'])),
    });
    const names = services.map(({ name }) => name);
    expect(Object.keys(ports)).toEqual(expect.arrayContaining(names));
    expect(readLocalShop(dataDir)).toMatchObject(
      Object.fromEntries(names.map((name) => [`${name}DatabaseUrl`, expect.any(String)])),
    );
    shop.process.kill('SIGTERM');
    expect(await shop.exited).toBe(0);
  }, 120_000);
});
