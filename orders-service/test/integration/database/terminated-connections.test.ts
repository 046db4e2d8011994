import { classifyDatabaseError } from '@online-shop/shared/database/classify-error';
import { startTcpProxy, type TcpProxy } from '@online-shop/test-kit/tcp-proxy';
import type { Database } from '../../../src/db/prisma';
import { createClient, useDatabase } from '../../support/database';

const database = useDatabase();

describe('a connection that PostgreSQL terminates right after a response', () => {
  let proxy: TcpProxy;
  let client: Database;
  beforeAll(async () => {
    const url = new URL(database.url);
    proxy = await startTcpProxy(Number(url.port));
    url.port = String(proxy.port);
    client = createClient(url.href, { maxPoolSize: 1, connectionWaitMs: 20_000 });
  });
  afterAll(async () => {
    await client.$disconnect();
    await proxy.close();
  });

  /**
   * Terminates the connection of the client. The last response and the termination arrive together.
   */
  async function terminate(pid: number): Promise<void> {
    const isIdle = () => database.client.$queryRaw<unknown[]>`
      SELECT FROM pg_stat_activity WHERE pid = ${pid} AND state = 'idle' AND query LIKE '%answer%'`;
    while ((await isIdle()).length === 0);
    await database.client.$queryRaw`SELECT pg_terminate_backend(${pid})`;
  }

  it('fails the transaction that gets the connection and keeps the process alive', async () => {
    const [backend] = await client.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    proxy.gather();
    const answered = client.$queryRaw`SELECT 1 AS answer`.then((rows) => rows);
    const transaction = client.$transaction((tx) => tx.$queryRaw`SELECT 2`);
    const kind = transaction.then(() => 'no error', classifyDatabaseError);

    await terminate(backend?.pid ?? 0);

    expect(await answered).toEqual([{ answer: 1 }]);
    expect(await kind).toBe('unavailable');
    expect(await client.$queryRaw`SELECT 3 AS next`).toEqual([{ next: 3 }]);
  });
});
