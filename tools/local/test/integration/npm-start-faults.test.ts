import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@online-shop/servers/ports';
import { createShopClient } from '../../src/demo/shop-client';
import { findProcess, portsOf, runShop, type ShopProcess, until } from '../support/running-shop';

jest.setTimeout(240_000);

const folder = mkdtempSync(join(tmpdir(), 'online-shop-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const newDataDir = () => join(mkdtempSync(join(folder, 'shop-')), 'data');

async function stop(shop: ShopProcess): Promise<void> {
  shop.process.kill('SIGTERM');
  expect(await shop.exited).toBe(0);
  expect(shop.errors).toEqual([]);
}

/** Process ID of the first PostgreSQL process. */
function readPostgresId(dataDir: string): number {
  return Number.parseInt(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10);
}

describe('npm start whose PostgreSQL dies during the migrations', () => {
  /** Sends the signal to the server or to one of its sessions as soon as a session exists. */
  const killDuringSession = (server: number, signal: NodeJS.Signals, isSession = false) =>
    until(async () => {
      try {
        const session = findProcess(server, 'ordersdb');
        return process.kill(isSession ? session : server, signal);
      } catch {
        return false; // No session exists yet, or it has just ended.
      }
    });

  it.each(['SIGKILL', 'SIGQUIT', 'SIGINT', 'SIGTERM'] as const)(
    'repeats them on the restarted server after %s',
    async (signal) => {
      const dataDir = newDataDir();
      const shop = runShop({ DATA_DIR: dataDir });
      await shop.line('applying the migrations');

      await killDuringSession(readPostgresId(dataDir), signal);

      const ports = await portsOf(shop);
      const client = createShopClient(`http://localhost:${ports.gateway}`);
      expect(await client.openAccount('ann')).toMatchObject({ balance: 0 });
      await stop(shop);
    },
  );

  it('repeats the migrations if a killed session restarted the server', async () => {
    const dataDir = newDataDir();
    const shop = runShop({ DATA_DIR: dataDir });
    await shop.line('applying the migrations');

    await killDuringSession(readPostgresId(dataDir), 'SIGKILL', true);

    await portsOf(shop);
    await stop(shop);
  });
});

describe('npm start that is killed', () => {
  it('is followed by a start on the same ports that reports it in one line', async () => {
    const dataDir = newDataDir();
    const environment = {
      DATA_DIR: dataDir,
      GATEWAY_PORT: String(await findFreePort()),
      ORDERS_PORT: String(await findFreePort()),
      PAYMENTS_PORT: String(await findFreePort()),
    };
    const first = runShop(environment);
    await portsOf(first);

    first.process.kill('SIGKILL');
    const second = runShop(environment);

    await portsOf(second);
    expect(second.output[0]).toContain('the previous npm start was killed');
    await stop(second);
  });

  it('is followed by a working start if it was killed while initialising PostgreSQL', async () => {
    const dataDir = newDataDir();
    const first = runShop({ DATA_DIR: dataDir });
    await until(async () => existsSync(join(dataDir, 'postgres.new')));

    first.process.kill('SIGKILL');
    const second = runShop({ DATA_DIR: dataDir });

    await portsOf(second);
    await stop(second);
  });
});
