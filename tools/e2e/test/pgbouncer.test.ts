import { findPgBouncer, type PgBouncer, type StartPgBouncer } from '@online-shop/servers/pgbouncer';
import { serviceSettings } from '@online-shop/shared/database/pg-adapter';
import { sessionSettings } from '@online-shop/shared/database/session-settings';
import { startPostgresBroker } from '../src/bus/postgres-broker';
import type { Database } from '../src/shop/databases';
import type { ShopDatabases } from '../src/shop/shop';
import { describeConcurrency } from './scenarios/concurrency';
import { describeDatabaseOutage } from './scenarios/database-outage';
import { describeDuplicates } from './scenarios/duplicates';
import { describeOrders } from './scenarios/orders';
import { describeTimes } from './scenarios/times';
import { useShop } from './use-shop';

const start = findPgBouncer();

if (start) {
  describe('the shop behind PgBouncer in transaction mode', () => describeTheShopBehind(start));
} else {
  it.todo('runs the shop behind PgBouncer, which this machine does not have');
}

function describeTheShopBehind(startPgBouncer: StartPgBouncer): void {
  let pooler: PgBouncer | undefined;

  async function reroute(databases: ShopDatabases): Promise<ShopDatabases> {
    await Promise.all([...databases.values()].map(storeSettings));
    const urls = [...databases.values()].map(({ url }) => url);
    const { through } = await startPgBouncer(urls).then((started) => {
      pooler = started;
      return started;
    });
    return new Map(
      [...databases].map(([name, database]) => [name, { ...database, url: through(database.url) }]),
    );
  }

  const env = { DATABASE_PREPARED_STATEMENTS: 'off' };
  const test = useShop({ startBroker: startPostgresBroker, reroute, env });
  afterAll(() => pooler?.close());

  describeOrders(test);
  describeTimes(test);
  describeConcurrency(test);
  describeDuplicates(test);
  describeDatabaseOutage(test);
}

/** Stores the settings on the role, like the procedure in the runbook. */
async function storeSettings(database: Database): Promise<void> {
  const { username, pathname } = new URL(database.url);
  for (const [name, value] of Object.entries({ ...sessionSettings, ...serviceSettings })) {
    await database.query(
      `ALTER ROLE ${username} IN DATABASE ${pathname.slice(1)} SET ${name} = '${value}'`,
    );
  }
}
