import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPortFree } from '@online-shop/servers/ports';
import { withClient } from '@online-shop/servers/postgres/with-client';
import { isAlive } from '@online-shop/servers/process/is-alive';
import { readLocalShop } from '@online-shop/shared/config/local-shop';
import { createShopClient } from '../../src/demo/shop-client';
import { findProcess, portsOf, runShop, type ShopProcess, until } from '../support/running-shop';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'online-shop-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm start', () => {
  const environment = { DATA_DIR: join(folder, 'data'), TZ: 'America/New_York' };
  let shop: ShopProcess;
  let ports: Record<string, number>;

  beforeAll(async () => {
    shop = runShop(environment);
    ports = await portsOf(shop);
    await createShopClient(gateway()).openAccount('kept');
  });
  afterAll(async () => {
    shop.process.kill('SIGTERM');
    await shop.exited;
  });

  const gateway = () => `http://localhost:${ports.gateway}`;
  const send = async (method: string, path: string, body?: object) => {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`${gateway()}${path}`, {
      ...{ method, headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as { id: string; createdAt: string };
  };
  const isReady = async () => {
    const answer = await fetch(`${gateway()}/health/ready`).catch(() => undefined);
    return answer?.ok === true;
  };
  const postgresId = () =>
    Number.parseInt(
      readFileSync(join(environment.DATA_DIR, 'postgres/postmaster.pid'), 'utf8'),
      10,
    );

  it('opens a shop that works', async () => {
    const demo = join(__dirname, '../../dist/demo.js');
    const env = { ...process.env, GATEWAY_PORT: String(ports.gateway) };

    const story = execFileSync(process.execPath, [demo], { env, encoding: 'utf8' });

    expect(story).toContain('it is FINISHED.');
    expect(story).toContain('it is CANCELLED: INSUFFICIENT_FUNDS.');
    expect(story).toContain('the first one again: still one order');
    expect(story).toContain('balance 650.00 RUB');
  });

  it('prints the address of the documentation and the demo command', async () => {
    const docs = await fetch(`${gateway()}/docs`);

    expect(docs.status).toBe(200);
    expect(shop.output.join('\n')).toContain(`curl -s ${gateway()}/api/orders`);
  });

  it('warns that there is no authentication', () => {
    expect(shop.output).toContain(
      'There is no authentication: every caller may act for every user.',
    );
  });

  it('runs the README walkthrough, which ends with a paid order', () => {
    const readme = readFileSync(join(__dirname, '../../../../README.md'), 'utf8');
    const [, walk = ''] =
      /From nothing to a paid order\n[^`]*?`npm start`[^`]*```sh\n(.*?)```/s.exec(readme) ?? [];
    const script = walk.replaceAll('localhost:5000', `localhost:${ports.gateway}`);

    const lines = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n');

    expect(lines).toHaveLength(4);
    const [account, deposit, order, list] = lines.map((line) => JSON.parse(line));
    expect([account.balance, deposit.balance, order.status]).toEqual([0, 100_000, 'NEW']);
    expect(list.items).toMatchObject([{ id: order.id, status: 'FINISHED' }]);
  });

  it('stores times in UTC on a machine with any time zone', async () => {
    const before = Date.now();
    const userId = 'somewhere';
    const opened = await send('POST', '/api/payments/accounts', { userId });
    const placed = await send('POST', '/api/orders', { userId, amount: 1 });
    const after = Date.now();

    for (const { createdAt } of [opened, placed]) {
      expect(Date.parse(createdAt)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(createdAt)).toBeLessThanOrEqual(after);
    }
    expect((await send('GET', `/api/payments/accounts/${userId}`)).createdAt).toBe(
      opened.createdAt,
    );
    expect((await send('GET', `/api/orders/${placed.id}`)).createdAt).toBe(placed.createdAt);
    const configuration = readFileSync(
      join(environment.DATA_DIR, 'postgres/postgresql.conf'),
      'utf8',
    );
    expect(configuration).toMatch(/^timezone = UTC$/m);
    expect(shop.output.join('\n')).not.toContain('time zone is not UTC');
  });

  it('writes its addresses to its data folder', () => {
    const { PostgreSQL } = ports;

    expect(readLocalShop(environment.DATA_DIR)).toEqual({
      busUrl: `postgres://bus:bus@127.0.0.1:${PostgreSQL}/busdb?sslmode=disable`,
      ordersDatabaseUrl: `postgres://orders:orders@127.0.0.1:${PostgreSQL}/ordersdb?sslmode=disable`,
      paymentsDatabaseUrl: `postgres://payments:payments@127.0.0.1:${PostgreSQL}/paymentsdb?sslmode=disable`,
      gatewayUrl: gateway(),
    });
  });

  it('lets each role connect only to its own database', async () => {
    const enter = (role: string, database: string) =>
      withClient(
        `postgres://${role}:${role}@127.0.0.1:${ports.PostgreSQL}/${database}`,
        async () => 'entered',
      );

    for (const role of ['orders', 'payments', 'bus']) {
      for (const database of ['ordersdb', 'paymentsdb', 'busdb', 'postgres']) {
        if (database === `${role}db`) expect(await enter(role, database)).toBe('entered');
        else await expect(enter(role, database)).rejects.toThrow('permission denied');
      }
    }
  });

  it.each(['gateway', 'orders-service', 'payments-service'])(
    'restarts %s after it was killed',
    async (service) => {
      const pid = findProcess(shop.process.pid as number, `${service}/dist/main.js`);

      process.kill(pid, 'SIGKILL');
      await shop.line(`${service} has died (SIGKILL)`);

      await until(isReady);
      expect(findProcess(shop.process.pid as number, `${service}/dist/main.js`)).not.toBe(pid);
    },
  );

  it('restarts PostgreSQL with all of its data after it was killed', async () => {
    const client = createShopClient(gateway());
    const pid = postgresId();

    process.kill(pid, 'SIGKILL');
    await shop.line('PostgreSQL has died');

    await until(isReady);
    expect(postgresId()).not.toBe(pid);
    expect(await client.getAccount('kept')).toMatchObject({ balance: 0 });
  });

  it('rejects a second start while it is running', async () => {
    const second = runShop(environment);

    expect(await second.exited).toBe(1);
    expect(second.errors).toEqual([expect.stringContaining('already running')]);
    expect(second.errors[0]).toContain(`process ${shop.process.pid}`);
    expect(await isReady()).toBe(true);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'exits with code 0 on %s, leaves no process running, and keeps the data',
    async (signal) => {
      shop.process.kill(signal);

      expect(await shop.exited).toBe(0);
      expect(shop.errors).toEqual([]);
      expect(shop.output.at(-1)).toBe('The shop is closed.');
      for (const port of Object.values(ports)) expect(await isPortFree(port)).toBe(true);
      await reopen();
    },
  );

  it('leaves no process running after it was killed, and starts again', async () => {
    const children = ['gateway', 'orders-service', 'payments-service']
      .map((service) => findProcess(shop.process.pid as number, `${service}/dist/main.js`))
      .concat(postgresId());

    shop.process.kill('SIGKILL');

    await Promise.all(children.map((pid) => until(async () => !isAlive(pid))));
    await reopen();
  });

  it('treats a signal that npm sends again as one signal', async () => {
    shop.process.kill('SIGINT');
    shop.process.kill('SIGTERM');

    expect(await shop.exited).toBe(0);
    await reopen();
  });

  it('exits at once on a second signal, even if a service hangs', async () => {
    const hanging = findProcess(shop.process.pid as number, 'orders-service/dist/main.js');
    process.kill(hanging, 'SIGSTOP');

    shop.process.kill('SIGINT');
    await shop.line('Ctrl-C again');
    const repeating = setInterval(() => shop.process.kill('SIGINT'), 50); // Repeats until it counts as a second signal.

    expect(await shop.exited).toBe(1);
    clearInterval(repeating);
    expect(isAlive(hanging)).toBe(false);
    await reopen();
  });

  async function reopen(): Promise<void> {
    shop = runShop(environment);
    ports = await portsOf(shop);
    expect(await createShopClient(gateway()).getAccount('kept')).toBeDefined();
  }
});
