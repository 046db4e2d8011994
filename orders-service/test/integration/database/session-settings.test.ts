import { withClient } from '@online-shop/servers/postgres/with-client';
import { createDatabaseComponent } from '@online-shop/shared/database/database';
import { sessionSettings } from '@online-shop/shared/database/session-settings';
import { inTransaction, reading } from '@online-shop/shared/database/transaction';
import { UnavailableError } from '@online-shop/shared/errors/unavailable-error';
import { hostilePinned, hostileSettings } from '@online-shop/test-kit/hostile-settings';
import { captureLog } from '@online-shop/test-kit/log-capture';
import type { Database } from '../../../src/db/prisma';
import { getOrder } from '../../../src/orders/get-order';
import type { Order } from '../../../src/orders/order';
import { redriveOrders } from '../../../src/orders/redrive-orders';
import { settleOrders } from '../../../src/orders/settle-order';
import { surveyNewOrders } from '../../../src/orders/survey-new-orders';
import { createClient, useDatabase } from '../../support/database';
import { placeNew } from '../../support/orders';
import { findMessage, messageIdOfOrder } from '../../support/outbox';

const database = useDatabase();
/** An administrator session that can undo every change, also on a read-only database. */
const asAdministrator: typeof withClient = (url, work) =>
  withClient(url, work, { default_transaction_read_only: 'off' });

/** Sets the defaults like an administrator: for all sessions of the database, and for the role. */
async function setDefaults(settings: Readonly<Record<string, string>>): Promise<void> {
  const name = new URL(database.url).pathname.slice(1);
  await asAdministrator(database.url, async (client) => {
    for (const [setting, value] of Object.entries(settings)) {
      const change = `SET ${setting} = ${client.escapeLiteral(value)}`;
      await client.query(`ALTER DATABASE ${name} ${change}`);
      await client.query(`ALTER ROLE CURRENT_USER IN DATABASE ${name} ${change}`);
    }
  });
}
afterEach(() =>
  asAdministrator(database.url, async (client) => {
    const name = new URL(database.url).pathname.slice(1);
    await client.query(`ALTER DATABASE ${name} RESET ALL`);
    await client.query(`ALTER ROLE CURRENT_USER IN DATABASE ${name} RESET ALL`);
  }),
);

/** Applies to sessions that begin later. */
async function withClientOn<T>(
  settings: Readonly<Record<string, string>>,
  work: (client: Database) => Promise<T>,
): Promise<T> {
  await setDefaults(settings);
  const client = createClient(database.url);
  try {
    return await work(client);
  } finally {
    await client.$disconnect();
  }
}

describe('a session on a database with other defaults', () => {
  it('has every pinned setting', async () => {
    const rows = await withClientOn(
      hostileSettings,
      (client) => client.$queryRaw<{ name: string; setting: string }[]>`
        SELECT name, setting FROM pg_settings WHERE name = ANY (${Object.keys(hostileSettings)})`,
    );

    const seen = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    expect(Object.keys(sessionSettings)).toEqual(Object.keys(hostilePinned));
    expect(seen).toMatchObject({
      ...sessionSettings,
      client_encoding: 'UTF8',
      ...{ statement_timeout: '8000', lock_timeout: '7000' },
      idle_in_transaction_session_timeout: '15000',
    });
  });

  it('stores and reads the same times and republishes them unchanged', async () => {
    const { order, read, message } = await withClientOn(hostileSettings, async (client) => {
      const [placed] = await placeNew(client);
      const id = placed?.id as string;
      await client.outboxMessage.deleteMany({ where: { subject: id } });
      await client.order.update({
        where: { id },
        data: { createdAt: new Date(Date.now() - 60_000) },
      });
      const limits = { afterMs: 30_000, growsToMs: 90_000, limit: 10 };
      expect(await inTransaction(client, (tx) => redriveOrders(tx, limits))).toBe(1);
      return {
        order: placed,
        read: await getOrder(client, id),
        message: JSON.parse((await findMessage(client, messageIdOfOrder(id))).body),
      };
    });
    const [stored] = await withClient(database.url, async (client) => {
      const { rows } = await client.query<{ epoch: string }>(
        'SELECT extract(epoch FROM created_at) AS epoch FROM orders WHERE id = $1',
        [order?.id],
      );
      return rows;
    });

    expect(read.updatedAt).toEqual(order?.updatedAt);
    expect(Number(stored?.epoch) * 1_000).toBe(read.createdAt.getTime());
    expect(message.time).toBe(read.createdAt.toISOString());
  });

  it.each(['Asia/Kolkata', 'America/New_York'])(
    'reports only orders that are past their deadline in the time zone %s',
    async (TimeZone) => {
      const newOrders = await withClientOn({ TimeZone }, async (client) => {
        await client.order.deleteMany();
        const [overdue] = await placeNew(client, 2);
        const createdAt = new Date(Date.now() - 301_000);
        await client.order.update({ where: { id: overdue?.id as string }, data: { createdAt } });
        return surveyNewOrders(client, { deadlineMs: 300_000 });
      });

      expect(newOrders).toMatchObject({ new: 2, overdue: 1 });
    },
  );

  it('settles paid and cancelled orders in one statement', async () => {
    const outcomes = await withClientOn(hostileSettings, async (client) => {
      const [paid, cancelled] = await placeNew(client, 2);
      const resultOf = ({ id, userId, amount, currency }: Order) => ({
        ...{ messageId: id, orderId: id, messageType: 'payment.completed' },
        ...{ userId, amount, currency },
      });
      return inTransaction(client, (tx) =>
        settleOrders(tx, [
          { ...resultOf(paid as Order), declineReason: null },
          { ...resultOf(cancelled as Order), declineReason: 'INSUFFICIENT_FUNDS' },
        ]),
      );
    });

    expect(outcomes).toEqual(['settled', 'settled']);
  });
});

describe('a database that an administrator made read-only', () => {
  it('serves reads, rejects writes as unavailable, and accepts writes again afterwards', async () => {
    await withClientOn({ default_transaction_read_only: 'on' }, async (client) => {
      expect(await reading(client.order.count())).toEqual(expect.any(Number));
      const write = () => inTransaction(client, (tx) => tx.order.deleteMany());
      await expect(write()).rejects.toThrow(UnavailableError);

      await setDefaults({ default_transaction_read_only: 'off' });

      await write();
    });
  });
});

describe('the start on a database with another time zone', () => {
  async function startOn(TimeZone: string) {
    const { logger, lines } = captureLog('info');
    await withClientOn({ TimeZone }, async (client) => {
      const component = createDatabaseComponent(client, { url: database.url, logger });
      await component.start();
      await component.stop();
    });
    return lines;
  }

  it('warns that times stored by earlier versions may be wrong', async () => {
    expect(await startOn('America/New_York')).toMatchObject([
      {
        level: 'warn',
        message: expect.stringContaining('docs/runbook.md#times-that-are-wrong'),
        timeZone: 'America/New_York',
      },
    ]);
  });

  it.each(['UTC', 'Etc/UTC', 'GMT', 'Zulu'])('logs no warning for %s', async (timeZone) => {
    expect(await startOn(timeZone)).toEqual([]);
  });
});
