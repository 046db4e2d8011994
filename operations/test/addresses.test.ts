import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@online-shop/servers/ports';
import { writeLocalShop } from '@online-shop/shared/config/local-shop';
import { describeBus } from '../src/addresses';
import { readConfig as readAuditConfig } from '../src/audit/config';
import { readConfig } from '../src/dead-letters/config';
import { runCli } from './dead-letters/support/run-cli';

const shop = {
  busUrl: 'amqp://shop:secret@127.0.0.1:5672',
  ordersDatabaseUrl: 'postgres://orders:secret@127.0.0.1:5501/ordersdb',
  paymentsDatabaseUrl: 'postgres://payments:secret@127.0.0.1:5501/paymentsdb',
  gatewayUrl: 'http://localhost:5000',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'online-shop-desk-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The bus and the databases that both programs use. */
function read(environment: Readonly<Record<string, string>> = {}) {
  const env = { DATA_DIR: folder, ...environment };
  const { bus, databaseUrls } = readConfig({ needsDatabases: true }, env);
  const audit = readAuditConfig(env);
  expect(audit.bus).toEqual(bus);
  expect(audit.settings).toMatchObject(databaseUrls ?? {});
  return { bus, databaseUrls };
}

describe('the bus and the databases', () => {
  test('are those of the shop that npm start started in the data folder', () => {
    writeLocalShop(folder, shop);

    expect(read()).toEqual({
      bus: { url: shop.busUrl, origin: `npm start in ${folder}` },
      databaseUrls: {
        ORDERS_DATABASE_URL: shop.ordersDatabaseUrl,
        PAYMENTS_DATABASE_URL: shop.paymentsDatabaseUrl,
      },
    });
  });

  test('are the variables if they are set', () => {
    writeLocalShop(folder, shop);
    const url = 'postgres://a:b@db/busdb';
    const ORDERS_DATABASE_URL = 'postgres://a:b@db/ordersdb';

    expect(read({ BUS_URL: url, ORDERS_DATABASE_URL })).toEqual({
      bus: { url, origin: 'BUS_URL' },
      databaseUrls: { ORDERS_DATABASE_URL, PAYMENTS_DATABASE_URL: shop.paymentsDatabaseUrl },
    });
  });

  test('are the defaults of npm start if no shop was started', () => {
    expect(read()).toMatchObject({
      bus: {
        url: 'postgres://bus:bus@127.0.0.1:5500/busdb',
        origin: 'the default of npm start',
      },
    });
  });

  test('are required in production if no shop was started', () => {
    expect(() => read({ NODE_ENV: 'production' })).toThrow('BUS_URL is required in production');
  });

  test('are those of npm start in a shell that exports NODE_ENV=production', () => {
    writeLocalShop(folder, shop);
    expect(read({ NODE_ENV: 'production' }).bus.url).toBe(shop.busUrl);
  });

  test('ignore a damaged file of npm start if every variable is set', () => {
    writeFileSync(join(folder, 'shop.json'), '{');
    expect(() => read()).toThrow('shop.json');

    const BUS_URL = 'amqp://a:b@mq';
    const config = readConfig({ needsDatabases: false }, { DATA_DIR: folder, BUS_URL });
    expect(config.bus).toEqual({ url: BUS_URL, origin: 'BUS_URL' });
  });
});

test.each([
  ['amqp://shop:secret@mq/shop', 'RabbitMQ at mq/shop'],
  ['amqps://shop:secret@mq:5671', 'RabbitMQ at mq:5671'],
  ['postgres://bus:secret@127.0.0.1:5500/busdb', 'embedded bus at 127.0.0.1:5500/busdb'],
])('%s is described without its password', (url, description) => {
  expect(describeBus({ url, origin: 'BUS_URL' })).toBe(`Bus: ${description}, from BUS_URL`);
});

test('the first line of a command names the bus of npm start in DATA_DIR', async () => {
  const host = `127.0.0.1:${await findFreePort()}`;
  writeLocalShop(folder, { ...shop, busUrl: `amqp://shop:secret@${host}` });

  const { exitCode, stdout } = await runCli('list', { DATA_DIR: folder });

  expect(stdout).toBe(`Bus: RabbitMQ at ${host}, from npm start in ${folder}\n`);
  expect(exitCode).toBe(2);
});
