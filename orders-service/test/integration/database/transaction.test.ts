import { inTransaction, reading } from '@online-shop/shared/database/transaction';
import { ConflictError } from '@online-shop/shared/errors/conflict-error';
import { UnavailableError } from '@online-shop/shared/errors/unavailable-error';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { startTcpProxy } from '@online-shop/test-kit/tcp-proxy';
import type { Transaction } from '../../../src/db/prisma';
import { orderNotFound } from '../../../src/orders/order.errors';
import { createClient, useDatabase } from '../../support/database';

const database = useDatabase();

function insertRow(tx: Transaction, id: string) {
  return tx.inboxMessage.create({ data: { id, type: 'x' } });
}

function countRows(id: string): Promise<number> {
  return database.client.inboxMessage.count({ where: { id } });
}

describe('inTransaction', () => {
  it('commits the work and returns its result', async () => {
    const id = createId();
    const answer = await inTransaction(database.client, async (tx) => {
      await insertRow(tx, id);
      return 'done';
    });
    expect(answer).toBe('done');
    expect(await countRows(id)).toBe(1);
  });

  it('rolls back work that fails and throws its error unchanged', async () => {
    const id = createId();
    const error = orderNotFound(id);
    const failing = inTransaction(database.client, async (tx) => {
      await insertRow(tx, id);
      throw error;
    });
    await expect(failing).rejects.toBe(error);
    expect(await countRows(id)).toBe(0);
  });

  it('retries work after a conflict without the effects of the failed attempt', async () => {
    const id = createId();
    let runs = 0;
    await inTransaction(database.client, async (tx) => {
      await insertRow(tx, id);
      runs += 1;
      if (runs < 4) throw new ConflictError('a concurrent transaction committed first');
    });
    expect(runs).toBe(4);
    expect(await countRows(id)).toBe(1);
  });

  it('throws UnavailableError if every attempt conflicts', async () => {
    const error = new ConflictError('a concurrent transaction committed first');
    const failing = inTransaction(database.client, () => Promise.reject(error));
    await expect(failing).rejects.toThrow(UnavailableError);
    await expect(failing).rejects.toMatchObject({ cause: error, retryAfterSeconds: 1 });
  });

  it('does not retry work that fails for another reason', async () => {
    let runs = 0;
    const failing = inTransaction(database.client, async () => {
      runs += 1;
      throw new Error('a mistake');
    });
    await expect(failing).rejects.toThrow('a mistake');
    expect(runs).toBe(1);
  });

  it('throws UnavailableError and commits nothing if the connection is lost before COMMIT', async () => {
    const id = createId();
    const failing = inTransaction(database.client, async (tx) => {
      await insertRow(tx, id);
      const [row] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      await database.client.$queryRaw`SELECT pg_terminate_backend(${row?.pid}::int, 5000)`;
    });
    await expect(failing).rejects.toThrow(UnavailableError);
    expect(await countRows(id)).toBe(0);
  });
});

describe('inTransaction on a connection that stops responding', () => {
  it('throws UnavailableError and does not reuse the dead connection', async () => {
    const url = new URL(database.url);
    const proxy = await startTcpProxy(Number(url.port));
    url.port = String(proxy.port);
    const client = createClient(url.href, {
      ...{ connectionWaitMs: 20_000, answerTimeoutMs: 1_000, maxPoolSize: 1 },
    });

    const caught = inTransaction(client, async (tx) => {
      await tx.$queryRaw`SELECT 1`;
      proxy.cutSilently();
      await tx.$queryRaw`SELECT 1`;
    });
    await expect(caught).rejects.toThrow(UnavailableError);
    expect(await inTransaction(client, (tx) => tx.inboxMessage.count())).toEqual(expect.anything());

    await client.$disconnect();
    await proxy.close();
  });
});

describe('inTransaction on a connection to a former primary', () => {
  it('throws UnavailableError and does not reuse the connection', async () => {
    const client = createClient(database.url, { maxPoolSize: 1 });
    const id = createId();
    const write = () => inTransaction(client, (tx) => insertRow(tx, id));
    await client.$executeRaw`SET default_transaction_read_only = on`;

    await expect(write()).rejects.toThrow(UnavailableError);
    expect(await countRows(id)).toBe(0);
    await write();
    expect(await countRows(id)).toBe(1);

    await client.$disconnect();
  });
});

describe('reading', () => {
  it('throws UnavailableError only if the database is unavailable', async () => {
    const unreachable = createClient('postgres://postgres:postgres@127.0.0.1:1/nobody');
    await expect(reading(unreachable.order.findMany())).rejects.toThrow(UnavailableError);
    await unreachable.$disconnect();

    const error = orderNotFound('ECONNREFUSED');
    await expect(reading(Promise.reject(error))).rejects.toBe(error);
    expect(await reading(Promise.resolve(1))).toBe(1);
  });
});
