import { topology as ordersTopology } from '@online-shop/orders-service/messaging/topology';
import { topology as paymentsTopology } from '@online-shop/payments-service/messaging/topology';
import { findFreePort } from '@online-shop/servers/ports';
import { consumedQueues } from '../../../src/dead-letters/consumers';
import { createPostgresBroker, type PostgresBroker } from '../support/postgres-broker';
import { runDesk } from '../support/run-desk';
import { createServiceDatabase, type ServiceDatabase } from '../support/service-database';
import { bodyOf, createOrderIds, createUndertaker, type Undertaker } from '../support/undertaker';

jest.setTimeout(120_000); // Each command is a process of its own.

const orders = 'payments.order-created';
const results = 'orders.payment-results';

describe('npm run dead-letters', () => {
  let broker: PostgresBroker;
  let undertaker: Undertaker;
  let databases: { readonly orders: ServiceDatabase; readonly payments: ServiceDatabase };
  let env: Record<string, string>;

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
    undertaker = createUndertaker(broker, {
      ...{ orders: ordersTopology, payments: paymentsTopology },
      queues: consumedQueues,
    });
    await undertaker.open();
  });
  afterEach(async () => {
    await undertaker.end();
    await broker.dispose();
  });
  afterAll(async () => {
    await databases?.orders.drop();
    await databases?.payments.drop();
  });

  test('says that there is nothing where there is nothing', async () => {
    const nothing = { exitCode: 0, stdout: '', stderr: 'There are no dead letters.\n' };

    expect(await runDesk('list', env)).toEqual(nothing);
    expect(await runDesk('replay --all', env)).toEqual(nothing);
    expect(await runDesk('list --json', env)).toMatchObject({ exitCode: 0, stdout: '[]\n' });
  });

  /** The letter 1, of an order, and the letter 2, which is no JSON. */
  async function makeLetters(): Promise<{ readonly orderId: string }> {
    const [orderId = ''] = createOrderIds(1);
    await undertaker.publish(orderId);
    await undertaker.untilDead(1);
    await broker.inject(orders, 'not JSON {');
    await undertaker.untilDead(2);
    await undertaker.rest();
    return { orderId };
  }

  test('lists, shows and foretells', async () => {
    const { orderId } = await makeLetters();

    const list = await runDesk('list', env);
    expect(list).toMatchObject({ exitCode: 0, stderr: '' });
    expect(list.stdout).toContain(`1   ${orders}  order.created  ${orderId}`);
    expect(list.stdout).toContain('REFUSED: no, never');

    const shown = await runDesk('show 1 --json', env);
    expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(shown.stdout)).toMatchObject({ id: '1', orderId, body: bodyOf(orderId) });

    expect(await runDesk('replay --dry-run 1', env)).toMatchObject({ exitCode: 0 });
    expect(await runDesk('replay --all --dry-run', env)).toEqual({
      exitCode: 1,
      stdout:
        `1  order.created  ${orderId}  would decline: ACCOUNT_NOT_FOUND\n` +
        '2  -  -  would be refused: the body is not JSON\n',
      stderr: '',
    });
  });

  test('drops and replays, and knows the letters no more', async () => {
    const { orderId } = await makeLetters();

    const dropped = await runDesk('drop 2', env);
    expect(dropped).toMatchObject({
      exitCode: 0,
      stderr: '2 is dropped: what stands above is all that is left of it.\n',
    });
    expect(dropped.stdout).toContain('\nbody\nnot JSON {\n');

    expect(await runDesk('replay 1', env)).toEqual({
      exitCode: 0,
      stdout: `1  order.created  ${orderId}  is back in ${orders}\n`,
      stderr: '',
    });
    expect(await broker.takeAll(orders)).toMatchObject([{ id: orderId }]);

    const unknown = { exitCode: 1, stdout: '', stderr: 'There is no dead letter 1: see list.\n' };
    for (const command of ['show', 'drop', 'replay', 'replay --dry-run']) {
      expect(await runDesk(`${command} 1`, env)).toEqual(unknown);
    }
  });

  test('keeps a letter that it could not print, and exits 2', async () => {
    await makeLetters();

    expect(await runDesk('drop 2 --json > /dev/full', env)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'the answer cannot be written: ENOSPC: no space left on device, write\n',
    });
    expect(await runDesk('show 2', env)).toMatchObject({ exitCode: 0 });
  });

  test('replays what it can, and exits 1 for what it cannot', async () => {
    const [first = '', second = ''] = createOrderIds(2);
    await undertaker.publish(first);
    await undertaker.untilDead(1);
    await undertaker.publish(second);
    await undertaker.untilDead(2);
    await undertaker.end();
    await broker.bury(`${results}.dead`, 'a result');
    await broker.removeQueue(results);

    const line = '3  -  -  would stay: the queue orders.payment-results is not there\n';
    const foretold = await runDesk('replay --all --dry-run', env);
    expect(foretold.exitCode).toBe(1);
    expect(foretold.stdout).toContain(line);

    expect(await runDesk('replay --all', env)).toEqual({
      exitCode: 1,
      stdout:
        '3  -  -  stays: the queue orders.payment-results is not there\n' +
        `1  order.created  ${first}  is back in payments.order-created\n` +
        `2  order.created  ${second}  is back in payments.order-created\n`,
      stderr: '2 of 3 are back in their queues.\n',
    });
  });

  test('exits 2 with the usage when it is not understood, and prints it when asked', async () => {
    const misunderstood = await runDesk('bury 1');
    expect(misunderstood).toMatchObject({ exitCode: 2, stdout: '' });
    expect(misunderstood.stderr).toMatch(/^there is no command 'bury'\n\nnpm run dead-letters -- /);

    expect(await runDesk('--help')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('replay ID|--all [--dry-run]'),
    });
  });

  test('exits 2 with one sentence when the bus, or a database it needs, is away', async () => {
    const address = `127.0.0.1:${await findFreePort()}`;
    const away = {
      exitCode: 2,
      stdout: '',
      stderr: `the bus at ${address}/busdb cannot be used: connect ECONNREFUSED ${address}\n`,
    };
    for (const scheme of ['postgres', 'amqp']) {
      const url = `${scheme}://bus:secret@${address}/busdb`;
      expect(await runDesk('list', { BUS_URL: url })).toEqual(away);
    }

    const [orderId = ''] = createOrderIds(1);
    await undertaker.publish(orderId);
    await undertaker.untilDead(1);
    const PAYMENTS_DATABASE_URL = `postgres://payments:secret@${address}/paymentsdb`;
    expect(await runDesk('list', { ...env, PAYMENTS_DATABASE_URL })).toMatchObject({ exitCode: 0 });
    expect(await runDesk('replay 1 --dry-run', { ...env, PAYMENTS_DATABASE_URL })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `paymentsdb at ${address}/paymentsdb cannot be used: connect ECONNREFUSED ${address}\n`,
    });
  });

  test('exits 78 with every setting that is unusable, of those that the command needs', async () => {
    const unusable = { BUS_URL: 'carrier-pigeon', ORDERS_DATABASE_URL: 'nowhere' };

    const list = await runDesk('list', unusable);
    expect(list).toMatchObject({ exitCode: 78, stdout: '' });
    expect(list.stderr).toContain('BUS_URL must be');
    expect(list.stderr).not.toContain('ORDERS_DATABASE_URL');

    const foretold = await runDesk('replay --all --dry-run', unusable);
    expect(foretold.exitCode).toBe(78);
    expect(foretold.stderr).toContain('BUS_URL must be');
    expect(foretold.stderr).toContain('ORDERS_DATABASE_URL must be');
  });
});
