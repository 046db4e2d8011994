import { startTestPostgres } from '@online-shop/servers/test-postgres';
import {
  classifyDatabaseError,
  type DatabaseErrorKind,
} from '@online-shop/shared/database/classify-error';
import type { ClientOptions } from '@online-shop/shared/database/pg-adapter';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { startTcpProxy } from '@online-shop/test-kit/tcp-proxy';
import type { Database, Transaction } from '../../../src/db/prisma';
import { orderNotFound } from '../../../src/orders/order.errors';
import { createClient, useDatabase } from '../../support/database';

const database = useDatabase();

async function kindOf(failing: PromiseLike<unknown>): Promise<DatabaseErrorKind | 'no error'> {
  try {
    await failing;
    return 'no error';
  } catch (error) {
    return classifyDatabaseError(error);
  }
}

/** A client with its own address and pool, for one piece of work. */
async function withClientOf<T>(
  { url, ...limits }: { url: string } & Partial<ClientOptions>,
  work: (client: Database) => Promise<T>,
): Promise<T> {
  const client = createClient(url, limits);
  try {
    return await work(client);
  } finally {
    await client.$disconnect();
  }
}

function urlWith(change: Partial<Pick<URL, 'port' | 'pathname' | 'password'>>): string {
  return Object.assign(new URL(database.url), change).href;
}

async function backendOf(tx: Transaction): Promise<number> {
  const [row] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  return row?.pid ?? 0;
}

describe('classifyDatabaseError returns conflict for', () => {
  it('a deadlock', async () => {
    const { client } = database;
    const ids = [createId(), createId()];
    await client.inboxMessage.createMany({ data: ids.map((id) => ({ id, type: 'x' })) });
    let meet = () => {};
    const bothHoldOne = new Promise<void>((resolve) => {
      let holders = 0;
      meet = () => {
        holders += 1;
        if (holders === 2) resolve();
      };
    });
    const lockBoth = (order: readonly string[], byModel: boolean) =>
      client.$transaction(async (tx) => {
        await tx.inboxMessage.update({ where: { id: order[0] as string }, data: { type: 'y' } });
        meet();
        await bothHoldOne;
        const second = order[1] as string;
        if (byModel) await tx.inboxMessage.update({ where: { id: second }, data: { type: 'y' } });
        else await tx.$executeRaw`UPDATE inbox_messages SET type = 'z' WHERE id = ${second}::uuid`;
      });
    const outcomes = await Promise.all([
      kindOf(lockBoth(ids, true)),
      kindOf(lockBoth(ids.toReversed(), false)),
    ]);
    expect(outcomes.toSorted()).toEqual(['conflict', 'no error']);
  });

  it.each(['in a statement', 'at COMMIT'])('a serialization failure %s', async (when) => {
    const { client } = database;
    const id = createId();
    await client.inboxMessage.create({ data: { id, type: 'x' } });
    const readThenWrite = async (tx: Transaction) => {
      await tx.inboxMessage.findMany();
      if (when === 'in a statement') {
        await client.inboxMessage.update({ where: { id }, data: { type: 'first' } });
        await tx.$executeRaw`UPDATE inbox_messages SET type = 'second' WHERE id = ${id}::uuid`;
      } else {
        await client.$transaction(
          async (other) => {
            await other.inboxMessage.findMany();
            await other.inboxMessage.create({ data: { id: createId(), type: 'x' } });
          },
          { isolationLevel: 'Serializable' },
        );
        await tx.inboxMessage.create({ data: { id: createId(), type: 'x' } });
      }
    };
    const failing = client.$transaction(readThenWrite, { isolationLevel: 'Serializable' });
    expect(await kindOf(failing)).toBe('conflict');
  });
});

describe('classifyDatabaseError returns unavailable for', () => {
  it('a lock timeout', async () => {
    const { client } = database;
    const id = createId();
    await client.inboxMessage.create({ data: { id, type: 'x' } });
    await client.$transaction(async (tx) => {
      await tx.inboxMessage.update({ where: { id }, data: { type: 'y' } });
      const waiting = client.$transaction(async (other) => {
        await other.$executeRaw`SET LOCAL lock_timeout = 10`;
        await other.inboxMessage.update({ where: { id }, data: { type: 'z' } });
      });
      expect(await kindOf(waiting)).toBe('unavailable');
    });
  });

  it('a statement timeout', async () => {
    const slow = database.client.$transaction(async (tx) => {
      await tx.$executeRaw`SET LOCAL statement_timeout = 10`;
      await tx.$queryRaw`SELECT 1 FROM pg_sleep(10)`;
    });
    expect(await kindOf(slow)).toBe('unavailable');
  });

  it('a transaction timeout', async () => {
    const work = async (tx: Transaction) => {
      await tx.$queryRaw`SELECT 1 FROM pg_sleep(0.05)`;
      await tx.$queryRaw`SELECT 1`;
    };
    expect(await kindOf(database.client.$transaction(work, { timeout: 10 }))).toBe('unavailable');
  });

  it('an exhausted pool, in a statement and in a transaction', async () => {
    await withClientOf({ url: database.url, maxPoolSize: 1 }, (client) =>
      client.$transaction(async () => {
        const kinds = await Promise.all([
          kindOf(client.$queryRaw`SELECT 1`),
          kindOf(client.$transaction(async () => {}, { maxWait: 10 })),
        ]);
        expect(kinds).toEqual(['unavailable', 'unavailable']);
      }),
    );
  });

  it.each(['in a raw statement', 'in a model call', 'at COMMIT'])(
    'a terminated connection %s',
    async (where) => {
      const failing = database.client.$transaction(async (tx) => {
        const pid = await backendOf(tx);
        await database.client.$queryRaw`SELECT pg_terminate_backend(${pid}::int, 5000)`;
        if (where === 'in a raw statement') await tx.$queryRaw`SELECT 1`;
        if (where === 'in a model call') await tx.inboxMessage.findMany();
      });
      expect(await kindOf(failing)).toBe('unavailable');
    },
  );

  it.each([
    ['on a port without a listener', { port: '1' }],
    ['without the database', { pathname: 'nonesuch' }],
  ])('a server %s', async (_, change) => {
    await withClientOf({ url: urlWith(change) }, async (client) => {
      expect(await kindOf(client.order.findMany())).toBe('unavailable');
      expect(await kindOf(client.$queryRaw`SELECT 1`)).toBe('unavailable');
      expect(await kindOf(client.$transaction((tx) => tx.order.findMany()))).toBe('unavailable');
    });
  });

  it.each(['a statement', 'a model call', 'a lock'])(
    'a read-only server that is no longer the primary, in %s',
    async (what) => {
      const failing = database.client.$transaction(async (tx) => {
        await tx.$executeRaw`SET TRANSACTION READ ONLY`;
        if (what === 'a statement') await tx.$executeRaw`DELETE FROM inbox_messages`;
        if (what === 'a model call') await tx.inboxMessage.deleteMany();
        if (what === 'a lock') await tx.$queryRaw`SELECT id FROM orders FOR UPDATE`;
      });
      expect(await kindOf(failing)).toBe('unavailable');
    },
  );

  it.each(['26000', '42P05'])(
    'a prepared statement that a pooler dropped or created (%s), and the next attempt succeeds',
    async (state) => {
      await withClientOf({ url: database.url, maxPoolSize: 1 }, async (client) => {
        const look = () => client.$queryRaw<{ name: string }[]>`
          SELECT name FROM pg_prepared_statements WHERE statement LIKE '%pg_prepared_statements%'`;
        const [statement] = await look();
        if (state === '26000') {
          await client.$executeRawUnsafe('DEALLOCATE ALL');
        } else {
          await client.$executeRaw`SELECT pg_terminate_backend(pg_backend_pid())`.catch(() => {});
          await client.$executeRawUnsafe(`PREPARE "${statement?.name}" AS SELECT 1`);
        }

        const failing = look();

        expect(await kindOf(failing)).toBe('unavailable');
        await expect(failing).rejects.toMatchObject({
          meta: { driverAdapterError: { cause: { originalCode: state } } },
        });
        expect(await kindOf(look())).toBe('no error');
      });
    },
  );

  it('a server that stops responding', async () => {
    const proxy = await startTcpProxy(Number(new URL(database.url).port));
    const url = urlWith({ port: String(proxy.port) });
    await withClientOf({ url, answerTimeoutMs: 200 }, async (client) => {
      const failing = client.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1`;
        proxy.freeze();
        await tx.$queryRaw`SELECT 1`;
      });
      expect(await kindOf(failing)).toBe('unavailable');
      expect(await kindOf(client.$queryRaw`SELECT 1`)).toBe('unavailable');
    });
    await proxy.close();
  });

  it('a stopped server, until it is started again', async () => {
    const server = await startTestPostgres();
    await withClientOf({ url: server.url() }, async (client) => {
      for (const mode of ['fast', 'immediate'] as const) {
        const inStatement = kindOf(client.$queryRaw`SELECT 1 FROM pg_sleep(20)`);
        const atCommit = client.$transaction(async (tx) => {
          await tx.$queryRaw`SELECT 1`;
          await server.stop(mode);
        });
        expect([await kindOf(atCommit), await inStatement]).toEqual(['unavailable', 'unavailable']);
        expect(await kindOf(client.$queryRaw`SELECT 1`)).toBe('unavailable');

        await server.start();
        expect(await kindOf(client.$queryRaw`SELECT 1`)).toBe('no error');
      }
    });
    await server.close();
  });
});

describe('classifyDatabaseError returns other for', () => {
  const id = createId();

  it('a duplicate row, from a model call and from raw SQL', async () => {
    const { client } = database;
    await client.inboxMessage.create({ data: { id, type: 'x' } });
    expect(await kindOf(client.inboxMessage.create({ data: { id, type: 'x' } }))).toBe('other');
    const raw = client.$executeRaw`INSERT INTO inbox_messages (id, type) VALUES (${id}::uuid, 'x')`;
    expect(await kindOf(raw)).toBe('other');
  });

  it('a value that violates a CHECK constraint', async () => {
    const at = new Date();
    const order = { userId: 'ann', amount: -1n, currency: 'RUB', description: 'x' };
    const data = { id: createId(), ...order, createdAt: at, updatedAt: at };
    expect(await kindOf(database.client.order.create({ data }))).toBe('other');
  });

  it('a deferred constraint that fails at COMMIT', async () => {
    const failing = database.client.$transaction(async (tx) => {
      await tx.$executeRaw`CREATE TEMPORARY TABLE parent (id int PRIMARY KEY) ON COMMIT DROP`;
      await tx.$executeRaw`CREATE TEMPORARY TABLE child
        (parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP`;
      await tx.$executeRaw`INSERT INTO child VALUES (1)`;
    });
    expect(await kindOf(failing)).toBe('other');
  });

  it('a statement after an error in the same transaction', async () => {
    const failing = database.client.$transaction(async (tx) => {
      await Promise.resolve(tx.$queryRaw`SELECT 1 / 0`).catch(() => {});
      await tx.$queryRaw`SELECT 1`;
    });
    expect(await kindOf(failing)).toBe('other');
  });

  it('an error that quotes the message of a lost connection', async () => {
    const quoted = 'Connection terminated ECONNREFUSED';
    expect(await kindOf(database.client.$queryRaw`SELECT ${quoted}::uuid`)).toBe('other');
    expect(classifyDatabaseError(orderNotFound(quoted))).toBe('other');
  });

  it.each([undefined, null, 'ECONNREFUSED', new TypeError('x is not a function'), {}])(
    '%p',
    (error) => {
      expect(classifyDatabaseError(error)).toBe('other');
    },
  );
});
