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
  it('commits the work and answers what it answered', async () => {
    const id = createId();
    const answer = await inTransaction(database.client, async (tx) => {
      await insertRow(tx, id);
      return 'done';
    });
    expect(answer).toBe('done');
    expect(await countRows(id)).toBe(1);
  });

  it('leaves nothing of work that fails, and throws its error as it is', async () => {
    const id = createId();
    const error = orderNotFound(id);
    const failing = inTransaction(database.client, async (tx) => {
      await insertRow(tx, id);
      throw error;
    });
    await expect(failing).rejects.toBe(error);
    expect(await countRows(id)).toBe(0);
  });

  it('does the work again that lost a conflict, without what it had done before', async () => {
    const id = createId();
    let runs = 0;
    await inTransaction(database.client, async (tx) => {
      await insertRow(tx, id);
      runs += 1;
      if (runs < 4) throw new ConflictError('somebody else was first');
    });
    expect(runs).toBe(4);
    expect(await countRows(id)).toBe(1);
  });

  it('says unavailable of work that loses every conflict', async () => {
    const error = new ConflictError('somebody else was first');
    const failing = inTransaction(database.client, () => Promise.reject(error));
    await expect(failing).rejects.toThrow(UnavailableError);
    await expect(failing).rejects.toMatchObject({ cause: error, retryAfterSeconds: 1 });
  });

  it('does no work twice that failed for another reason', async () => {
    let runs = 0;
    const failing = inTransaction(database.client, async () => {
      runs += 1;
      throw new Error('a mistake');
    });
    await expect(failing).rejects.toThrow('a mistake');
    expect(runs).toBe(1);
  });

  it('says unavailable of a connection that dies before COMMIT, and has done nothing', async () => {
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

describe('inTransaction on a line that goes dead', () => {
  it('says unavailable, and leaves the dead connection to nobody else', async () => {
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

describe('inTransaction on a connection to what is the primary no longer', () => {
  it('says unavailable, and leaves the connection to nobody else', async () => {
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
  it('says unavailable of an absent database, and nothing else', async () => {
    const nobody = createClient('postgres://postgres:postgres@127.0.0.1:1/nobody');
    await expect(reading(nobody.order.findMany())).rejects.toThrow(UnavailableError);
    await nobody.$disconnect();

    const error = orderNotFound('ECONNREFUSED');
    await expect(reading(Promise.reject(error))).rejects.toBe(error);
    expect(await reading(Promise.resolve(1))).toBe(1);
  });
});
