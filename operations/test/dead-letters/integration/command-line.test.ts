import { topology as ordersTopology } from '@online-shop/orders-service/messaging/topology';
import { topology as paymentsTopology } from '@online-shop/payments-service/messaging/topology';
import { findFreePort } from '@online-shop/servers/ports';
import { consumedQueues } from '../../../src/dead-letters/consumers';
import type { TestBroker } from '../support/broker';
import {
  bodyOf,
  createDeadLetterFixture,
  createOrderIds,
  type DeadLetterFixture,
} from '../support/dead-letter-fixture';
import { createPostgresBroker } from '../support/postgres-broker';
import { runCli } from '../support/run-cli';
import { createServiceDatabase, type ServiceDatabase } from '../support/service-database';

jest.setTimeout(120_000); // Each command is a process of its own.

const orders = 'payments.order-created';
const results = 'orders.payment-results';

describe('npm run dead-letters', () => {
  let broker: TestBroker;
  let fixture: DeadLetterFixture;
  let databases: { readonly orders: ServiceDatabase; readonly payments: ServiceDatabase };
  let env: Record<string, string>;
  /** The first line of every output. */
  let bus: string;

  beforeAll(async () => {
    databases = {
      orders: await createServiceDatabase('orders-service'),
      payments: await createServiceDatabase('payments-service'),
    };
  });
  beforeEach(async () => {
    broker = await createPostgresBroker();
    env = {
      BUS_URL: broker.url,
      ORDERS_DATABASE_URL: databases.orders.readerUrl,
      PAYMENTS_DATABASE_URL: databases.payments.readerUrl,
    };
    const { host, pathname } = new URL(broker.url);
    bus = `Bus: embedded bus at ${host}${pathname}, from BUS_URL\n`;
    fixture = createDeadLetterFixture(broker, {
      orders: ordersTopology,
      payments: paymentsTopology,
      queues: consumedQueues,
    });
    await fixture.open();
  });
  afterEach(async () => {
    await fixture.end();
    await broker.dispose();
  });
  afterAll(async () => {
    await databases?.orders.drop();
    await databases?.payments.drop();
  });

  test('reports that there are no dead letters', async () => {
    const stderr = 'There are no dead letters.\n';

    expect(await runCli('list', env)).toEqual({ exitCode: 0, stdout: bus, stderr });
    expect(await runCli('list --summary', env)).toEqual({ exitCode: 0, stdout: bus, stderr });
    expect(await runCli('replay --all', env)).toEqual({ exitCode: 0, stdout: bus, stderr });
    const json = { exitCode: 0, stdout: '[]\n', stderr: `${bus}${stderr}` };
    expect(await runCli('list --json', env)).toEqual(json);
    expect(await runCli('list --json --summary', env)).toEqual(json);
  });

  /**
   * Dead letter 1 contains an order; dead letter 2 is not JSON. The queue has a consumer on
   * request.
   */
  async function makeLetters({ hasConsumer = false } = {}): Promise<{ readonly orderId: string }> {
    const [orderId = ''] = createOrderIds(1);
    await fixture.publish(orderId);
    await fixture.untilDead(1);
    await broker.inject(orders, 'not JSON {');
    await fixture.untilDead(2);
    if (hasConsumer) await fixture.untilConsumers(orders, 1);
    else await fixture.rest();
    return { orderId };
  }

  const warning = `WARNING: ${orders} has no consumer: replayed messages wait until its service runs.\n`;

  test('lists, shows and forecasts dead letters', async () => {
    const { orderId } = await makeLetters({ hasConsumer: true });

    const list = await runCli('list', env);
    expect(list).toMatchObject({ exitCode: 0, stderr: '' });
    expect(list.stdout.startsWith(bus)).toBe(true);
    expect(list.stdout).toContain(`1   ${orders}  order.created  ${orderId}`);
    expect(list.stdout).toContain('REFUSED: no, never');

    const json = await runCli('list --json', env);
    expect(json).toMatchObject({ exitCode: 0, stderr: bus });
    expect(JSON.parse(json.stdout)).toMatchObject([{ id: '1', orderId }, { id: '2' }]);

    const shown = await runCli('show 1 --json', env);
    expect(shown).toMatchObject({ exitCode: 0, stderr: bus });
    expect(JSON.parse(shown.stdout)).toMatchObject({ id: '1', orderId, body: bodyOf(orderId) });

    expect(await runCli('replay --dry-run 1', env)).toMatchObject({ exitCode: 0 });
    expect(await runCli('replay --all --dry-run', env)).toEqual({
      exitCode: 1,
      stdout:
        `${bus}1  order.created  ${orderId}  would decline: ACCOUNT_NOT_FOUND\n` +
        '2  -  -  would be refused: the body is not JSON\n',
      stderr: '2 dead letters: 1 would succeed, 1 would be refused.\n',
    });
  });

  test('groups dead letters with --summary', async () => {
    await makeLetters();

    const { exitCode, stdout } = await runCli('list --summary', env);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Bus: .*\nLETTERS +ORDERS +QUEUE/);
    expect(stdout).toMatch(/^1 +1 +payments\.order-created +order\.created +REFUSED /m);

    const json = await runCli('list --summary --json', env);
    expect(JSON.parse(json.stdout)).toMatchObject([
      { queue: orders, type: 'order.created', errorCode: 'REFUSED', letters: 1, orders: 1 },
      { queue: orders, type: null, errorCode: 'REFUSED', letters: 1, orders: 0 },
    ]);
  });

  test('selects dead letters with --where', async () => {
    const { orderId } = await makeLetters();
    await broker.bury(`${orders}.dead`, [bodyOf(orderId)]);

    const list = await runCli('list --json --where would-succeed', env);
    expect(JSON.parse(list.stdout)).toMatchObject([{ id: '1' }]);

    const useless = await runCli('drop --where would-change-nothing', env);
    expect(useless).toEqual({
      exitCode: 0,
      stdout: `${bus}3  order.created  ${orderId}  REFUSED: no, never\n`,
      stderr: '1 dead letter dropped.\n',
    });

    const refused = await runCli('drop --json --where would-be-refused --where type=-', env);
    expect(refused).toMatchObject({ exitCode: 0, stderr: `${bus}1 dead letter dropped.\n` });
    expect(JSON.parse(refused.stdout)).toMatchObject({ id: '2', body: 'not JSON {' });

    expect(await runCli('replay --where would-be-refused', env)).toEqual({
      exitCode: 0,
      stdout: bus,
      stderr: 'No dead letter matches.\n',
    });
    expect(await runCli(`replay --where order=${orderId}`, env)).toMatchObject({
      exitCode: 0,
      stderr: `${warning}1 of 1 dead letter replayed.\n`,
    });
  });

  test('drops and replays, and no longer finds the dead letters', async () => {
    const { orderId } = await makeLetters();

    const dropped = await runCli('drop 2', env);
    expect(dropped).toMatchObject({
      exitCode: 0,
      stderr: '2 was dropped. The text above is its only copy.\n',
    });
    expect(dropped.stdout).toContain('\nbody\nnot JSON {\n');

    expect(await runCli('replay 1', env)).toEqual({
      exitCode: 0,
      stdout: `${bus}1  order.created  ${orderId}  moved to ${orders}, which has no consumer\n`,
      stderr: warning,
    });
    expect(await broker.takeAll(orders)).toMatchObject([{ id: orderId }]);

    const stderr = 'There is no dead letter 1: see list.\n';
    const unknown = { exitCode: 1, stdout: bus, stderr };
    for (const command of ['show', 'drop', 'replay', 'replay --dry-run']) {
      expect(await runCli(`${command} 1`, env)).toEqual(unknown);
    }
  });

  test('replays without a warning if the queue has a consumer', async () => {
    const { orderId } = await makeLetters({ hasConsumer: true });

    expect(await runCli('replay 1', env)).toEqual({
      exitCode: 0,
      stdout: `${bus}1  order.created  ${orderId}  moved to ${orders}\n`,
      stderr: '',
    });
  });

  test('keeps a dead letter if it cannot print it, and exits 2', async () => {
    await makeLetters();

    for (const command of ['drop 2', 'drop --where type=-']) {
      expect(await runCli(`${command} --json > /dev/full`, env)).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: `${bus}the answer cannot be written: ENOSPC: no space left on device, write\n`,
      });
    }
    expect(await runCli('show 2', env)).toMatchObject({ exitCode: 0 });
  });

  test('exits 1 if it cannot replay all dead letters', async () => {
    const [first = '', second = ''] = createOrderIds(2);
    await fixture.publish(first);
    await fixture.untilDead(1);
    await fixture.publish(second);
    await fixture.untilDead(2);
    await fixture.end();
    await broker.bury(`${results}.dead`, ['a result']);
    await broker.removeQueue(results);

    const line = '3  -  -  would stay: the queue orders.payment-results does not exist\n';
    const forecast = await runCli('replay --all --dry-run', env);
    expect(forecast.exitCode).toBe(1);
    expect(forecast.stdout).toContain(line);

    const tail = 'moved to payments.order-created, which has no consumer\n';
    expect(await runCli('replay --all', env)).toEqual({
      exitCode: 1,
      stdout:
        `${bus}3  -  -  not replayed: the queue orders.payment-results does not exist\n` +
        `1  order.created  ${first}  ${tail}` +
        `2  order.created  ${second}  ${tail}`,
      stderr: `${warning}2 of 3 dead letters replayed.\n`,
    });
  });

  test('writes valid JSON without raw control characters', async () => {
    const unsafe = '\u001b[2J\u009b\u202e\u0007';
    await fixture.end();
    const body = JSON.stringify({ type: unsafe, subject: unsafe });
    await broker.bury(`${orders}.dead`, [`${body}${unsafe}`]);
    await broker.bury(`${orders}.dead`, [body]);

    for (const command of ['list', 'list --summary', 'list --json', 'show 1', 'show 2 --json']) {
      const { stdout, stderr } = await runCli(command, env);
      expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}/u);
    }
    const { stdout } = await runCli('list --json', env);
    expect(JSON.parse(stdout)).toMatchObject([
      { body: `${body}${unsafe}` },
      { body, type: unsafe, orderId: unsafe },
    ]);
  });

  test('exits 2 with the usage on an invalid command, and prints the usage with --help', async () => {
    const misunderstood = await runCli('bury 1');
    expect(misunderstood).toMatchObject({ exitCode: 2, stdout: '' });
    expect(misunderstood.stderr).toMatch(/^unknown command 'bury'\n\nnpm run dead-letters -- /);

    expect(await runCli('--help')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('replay ID | --all | --where CONDITION... [--dry-run]'),
    });
  });

  test('exits 2 with one sentence if the bus or a required database is unavailable', async () => {
    const address = `127.0.0.1:${await findFreePort()}`;
    const stderr = `the bus at ${address}/busdb cannot be used: connect ECONNREFUSED ${address}\n`;
    const engines = { postgres: 'embedded bus', amqp: 'RabbitMQ' };
    for (const [scheme, engine] of Object.entries(engines)) {
      const url = `${scheme}://bus:secret@${address}/busdb`;
      const stdout = `Bus: ${engine} at ${address}/busdb, from BUS_URL\n`;
      expect(await runCli('list', { BUS_URL: url })).toEqual({ exitCode: 2, stdout, stderr });
    }

    const [orderId = ''] = createOrderIds(1);
    await fixture.publish(orderId);
    await fixture.untilDead(1);
    await fixture.untilConsumers(orders, 1);
    const PAYMENTS_DATABASE_URL = `postgres://payments:secret@${address}/paymentsdb`;
    expect(await runCli('list', { ...env, PAYMENTS_DATABASE_URL })).toMatchObject({ exitCode: 0 });
    expect(await runCli('replay 1 --dry-run', { ...env, PAYMENTS_DATABASE_URL })).toEqual({
      exitCode: 2,
      stdout: bus,
      stderr: `paymentsdb at ${address}/paymentsdb cannot be used: connect ECONNREFUSED ${address}\n`,
    });
  });

  test('exits 78 with all invalid settings of the command', async () => {
    const unusable = { BUS_URL: 'carrier-pigeon', ORDERS_DATABASE_URL: 'nowhere' };

    const list = await runCli('list', unusable);
    expect(list).toMatchObject({ exitCode: 78, stdout: '' });
    expect(list.stderr).toContain('BUS_URL must be');
    expect(list.stderr).not.toContain('ORDERS_DATABASE_URL');

    for (const command of ['replay --all --dry-run', 'drop --where would-change-nothing']) {
      const forecast = await runCli(command, unusable);
      expect(forecast.exitCode).toBe(78);
      expect(forecast.stderr).toContain('BUS_URL must be');
      expect(forecast.stderr).toContain('ORDERS_DATABASE_URL must be');
    }
  });
});
