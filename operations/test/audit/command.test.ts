import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { findFreePort } from '@online-shop/servers/ports';
import { useShopDatabases } from './support/shop-databases';
import { writeRecordsOf } from './support/write-records';

const shop = useShopDatabases();
const records = writeRecordsOf(shop);

interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the compiled command like `npm run audit`. A shell parses the arguments, including `> FILE`.
 */
function runAudit(args: readonly string[], environment: Record<string, string> = {}) {
  const { ORDERS_DATABASE_URL, PAYMENTS_DATABASE_URL, BUS_URL } = shop.settings;
  const env = { ORDERS_DATABASE_URL, PAYMENTS_DATABASE_URL, BUS_URL, ...environment };
  const main = join(__dirname, '../../dist/audit/main.js');
  return new Promise<Answer>((resolve) => {
    const script = `exec "$0" "$1" ${args.join(' ')}`;
    const command = ['-c', script, process.execPath, main];
    execFile('/bin/sh', command, { env }, (error, stdout, stderr) => {
      resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

/** The first line of every report. */
function bus(): string {
  const { host, pathname } = new URL(shop.settings.BUS_URL);
  return `Bus: embedded bus at ${host}${pathname}, from BUS_URL\n`;
}

describe('npm run audit', () => {
  it('reports consistent databases and exits 0', async () => {
    await records.openAccount('ann');
    await records.sell({ amount: 300 });

    const { exitCode, stdout, stderr } = await runAudit([]);

    expect(stderr).toBe('');
    expect(stdout.startsWith(`${bus()}Audit at `)).toBe(true);
    expect(stdout).toContain(
      'RUB  deposits 1,000, charges 300, balances 700 (1 account, 2 entries)',
    );
    expect(stdout).toMatch(/^ {2}finished +1 /m);
    expect(stdout).toContain('no order is NEW for more than 60 s\n');
    // The test database has no bus. The verdict on the ledger does not need one.
    expect(stdout).toMatch(
      /WARNING {2}dead letters were not counted: .*no service has ever started/,
    );
    expect(stdout).not.toContain('VIOLATION');
    expect(stdout).toMatch(/\nEvery promise is kept\.\n$/);
    expect(exitCode).toBe(0);
  });

  it('shows the rows of a violation and exits 1', async () => {
    await records.openAccount('ann');
    const { id } = await records.sell({ amount: 300 });
    await shop.orders.corrupt('UPDATE orders SET amount = 299');
    await shop.payments.corrupt('UPDATE accounts SET balance = 701');

    const { exitCode, stdout } = await runAudit([]);

    expect(stdout).toContain(
      `order=${id} user=ann amount=299 currency=RUB status=FINISHED reason=- ` +
        'payment=COMPLETED paymentReason=- charged=300 chargedUser=ann chargedCurrency=RUB',
    );
    expect(stdout).toContain('user=ann currency=RUB balance=701 sumOfEntries=700 entryCount=2');
    expect(stdout).toMatch(/VIOLATION {2}priced .*: 1\n/);
    expect(stdout).toMatch(/\nPromises are BROKEN: 3 violations\.\n$/);
    expect(exitCode).toBe(1);
  });

  it('prints the number of violations that it does not show', async () => {
    await records.openAccount('ann');
    await records.openAccount('bob');
    await shop.payments.corrupt('UPDATE accounts SET balance = balance + 1');
    const { stdout } = await runAudit(['--rows', '1']);
    expect(stdout).toContain('and 1 more (--rows N)');
  });

  it('reports an unreadable message without raw control characters', async () => {
    await records.openAccount('ann');
    const { id } = await records.sell();
    const unsafe = '\u001b[2J\u009b\u202e';
    await shop.payments.corrupt(`UPDATE outbox_messages SET body = '${unsafe}'`);
    await shop.payments.corrupt(`UPDATE accounts SET user_id = '${unsafe}'`);

    for (const args of [[], ['--json']]) {
      const { exitCode, stdout } = await runAudit(args);
      expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}/u);
      expect(stdout).toContain('its result cannot be read: the body is not JSON');
      expect(stdout).toContain(id);
      expect(stdout).toContain('\\u001b[2J\\u009b\\u202e');
      expect(exitCode).toBe(1);
    }
  });

  it('writes only one JSON document to standard output with --json', async () => {
    await records.openAccount('ann');
    await shop.payments.corrupt('UPDATE accounts SET balance = 1001');

    const { exitCode, stdout, stderr } = await runAudit(['--json']);

    expect(stderr).toBe(bus());

    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      checks: {
        balances: { total: 1, rows: [{ user: 'ann', balance: '1001', sumOfEntries: '1000' }] },
        entries: { total: 0, rows: [] },
      },
      slow: { total: 0 },
      deadLetters: { unknown: expect.stringContaining('no service has ever started on it') },
    });
    expect(exitCode).toBe(1);
  });

  it('reports all problems of its configuration at once and exits 78', async () => {
    const environment = { ORDERS_DATABASE_URL: 'mysql://x', SLOW_AFTER_SECONDS: 'soon' };
    const { exitCode, stdout, stderr } = await runAudit(['--json'], environment);
    expect(stderr).toContain('- ORDERS_DATABASE_URL must be');
    expect(stderr).toContain('- SLOW_AFTER_SECONDS must be');
    expect(stdout).toBe('');
    expect(exitCode).toBe(78);
  });

  it.each(['ORDERS_DATABASE_URL', 'PAYMENTS_DATABASE_URL'])(
    'reports without the password that the database of %s is unavailable, and exits 2',
    async (name) => {
      const host = `127.0.0.1:${await findFreePort()}`;
      const environment = { [name]: `postgres://reader:topsecret@${host}/books` };
      const { exitCode, stdout, stderr } = await runAudit([], environment);
      expect(stderr).toMatch(
        new RegExp(`^audit: \\w+db \\(${host}/books\\) cannot be read: .+\n$`),
      );
      expect(stderr).not.toContain('topsecret');
      expect(stdout).toBe(bus());
      expect(exitCode).toBe(2);
    },
  );

  it('reports a database without migrations and exits 2', async () => {
    await shop.orders.query('DROP TABLE orders');
    const { exitCode, stderr } = await runAudit([]);
    expect(stderr).toMatch(/cannot be read: relation "orders" does not exist\n$/);
    expect(exitCode).toBe(2);
  });

  it.each(['right', 'wrong'])(
    'exits 2 if it cannot write its report about databases that are %s',
    async (state) => {
      await records.openAccount('ann');
      if (state === 'wrong') await shop.payments.corrupt('UPDATE accounts SET balance = 1');
      const { exitCode, stderr } = await runAudit(['--json', '>', '/dev/full']);
      expect(stderr).toMatch(/^Bus: .*\naudit: the answer cannot be written: ENOSPC.*\n$/);
      expect(exitCode).toBe(2);
    },
  );

  it('audits the databases without a bus and reports that it counted no dead letters', async () => {
    const host = `127.0.0.1:${await findFreePort()}`;
    for (const BUS_URL of [
      `postgres://bus:topsecret@${host}/busdb`,
      `amqp://x:topsecret@${host}`,
    ]) {
      const { exitCode, stdout } = await runAudit([], { BUS_URL });
      expect(stdout).toContain(`dead letters were not counted: the bus at ${host}`);
      expect(stdout).toMatch(/^Bus: .*, from BUS_URL\n/);
      expect(stdout).not.toContain('topsecret');
      expect(exitCode).toBe(0);
    }
  });

  it.each(['--help', '-h'])('prints its usage when asked with %s, and exits 0', async (help) => {
    const stdout = expect.stringMatching(/^npm run audit -- .* \[--help\]\n/);
    expect(await runAudit([help])).toEqual({ exitCode: 0, stdout, stderr: '' });
  });

  it.each([['--jsno'], ['--rows', 'all'], ['books']])(
    'rejects the arguments %s',
    async (...args) => {
      const { exitCode, stderr } = await runAudit(args);
      expect(stderr).toContain('npm run audit -- [--json] [--rows N]');
      expect(exitCode).toBe(2);
    },
  );
});
