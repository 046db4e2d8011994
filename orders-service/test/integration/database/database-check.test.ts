import { createDatabaseComponent } from '@online-shop/shared/database/database';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { startTcpProxy, type TcpProxy } from '@online-shop/test-kit/tcp-proxy';
import type { Database } from '../../../src/db/prisma';
import { createClient, useDatabase } from '../../support/database';

const database = useDatabase();

describe('the readiness check of the database', () => {
  let proxy: TcpProxy;
  let client: Database;
  beforeAll(async () => {
    const url = new URL(database.url);
    proxy = await startTcpProxy(Number(url.port));
    url.port = String(proxy.port);
    client = createClient(url.href, { maxPoolSize: 1 });
  });
  afterAll(async () => {
    await client.$disconnect();
    await proxy.close();
  });

  it('reports up if one connection is lost and another one works', async () => {
    const { isUp } = createDatabaseComponent(client, {
      url: database.url,
      logger: silentLogger,
    });
    expect(await isUp()).toBe(true);

    proxy.freeze();
    const asked = proxy.swallowed();
    const check = isUp();
    await asked;
    proxy.thaw();

    expect(await check).toBe(true);
  });
});
