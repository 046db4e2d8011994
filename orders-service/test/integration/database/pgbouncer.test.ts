import { findPgBouncer, type PgBouncer } from '@online-shop/servers/pgbouncer';
import { withClient } from '@online-shop/servers/postgres/with-client';
import { classifyDatabaseError } from '@online-shop/shared/database/classify-error';
import { createDatabaseComponent } from '@online-shop/shared/database/database';
import type { ClientOptions } from '@online-shop/shared/database/pg-adapter';
import { inTransaction, reading } from '@online-shop/shared/database/transaction';
import { captureLog } from '@online-shop/test-kit/log-capture';
import type { Database } from '../../../src/db/prisma';
import { getOrder } from '../../../src/orders/get-order';
import { placeOrders } from '../../../src/orders/place-order';
import { createClient, useDatabase } from '../../support/database';
import { orderCommand, placeNew } from '../../support/orders';

const start = findPgBouncer();

if (start) {
  describe('PgBouncer in transaction mode', () => describePgBouncer(start));
} else {
  it.todo('works through PgBouncer (not installed on this machine)');
}

function describePgBouncer(startPgBouncer: NonNullable<typeof start>): void {
  const database = useDatabase();
  const clients: Database[] = [];
  let pooler: PgBouncer;

  /** Connects like a replica of the service. */
  function connect(options: Partial<ClientOptions> = {}): Database {
    const client = createClient(pooler.through(database.url), {
      ...{ connectionWaitMs: 20_000, hasPreparedStatements: false },
      ...options,
    });
    clients.push(client);
    return client;
  }

  async function disconnect(): Promise<void> {
    await Promise.all(clients.splice(0).map((client) => client.$disconnect()));
  }

  async function startComponent(): Promise<void> {
    const { logger } = captureLog();
    const url = pooler.through(database.url);
    await createDatabaseComponent(connect(), { url, logger }).start();
  }

  /** The statements that the error message tells the operator to run. */
  async function storeSettings(): Promise<void> {
    const error = await startComponent().catch((reason: unknown) => reason);
    const statements = /(ALTER ROLE .*;)$/s.exec((error as Error).message)?.[1] ?? '';
    await withClient(database.url, (client) => client.query(statements));
  }

  /**
   * Connections that PgBouncer opened before the settings were stored on the role do not have them.
   */
  async function restart(): Promise<void> {
    await pooler?.close();
    pooler = await startPgBouncer([database.url]);
  }

  beforeAll(restart);
  afterEach(disconnect);
  afterAll(() => pooler?.close());

  it('refuses to start until the role has the settings', async () => {
    await expect(startComponent()).rejects.toThrow(
      /lock_timeout is 0.*ALTER ROLE "postgres" IN DATABASE "test_\w+" SET lock_timeout = '7000';/s,
    );
    expect(await connect().order.count().catch(classifyDatabaseError)).toBe('unavailable');

    await storeSettings();
    await restart();

    await expect(startComponent()).resolves.toBeUndefined();
  });

  it('serves replicas that share its connections and stores correct times', async () => {
    const replicas = [connect(), connect(), connect()];
    const placed = await Promise.all(
      Array.from({ length: 30 }, (_, i) => {
        const client = replicas[i % replicas.length] as Database;
        return inTransaction(client, (tx) => placeOrders(tx, [orderCommand()]));
      }),
    );

    for (const [i, [outcome]] of placed.entries()) {
      if (!outcome || outcome instanceof Error) throw outcome;
      const reader = replicas[(i + 1) % replicas.length] as Database;
      expect(await reading(getOrder(reader, outcome.order.id))).toEqual(outcome.order);
    }
  });

  it('causes no error if it does not support prepared statements', async () => {
    const replicas = [connect(), connect()].map((_, i) =>
      connect({ hasPreparedStatements: true, applicationName: `replica ${i}` }),
    );
    const kinds = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const client = replicas[i % replicas.length] as Database;
        return placeNew(client).then(() => 'placed', classifyDatabaseError);
      }),
    );
    expect(new Set(kinds)).not.toContain('other');
  });
}
