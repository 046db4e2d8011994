import { startTestPostgres, type TestPostgresOptions } from '@online-shop/servers/test-postgres';
import { createDatabase } from '../shop/databases';
import type { Broker } from './broker';
import { createPostgresWire } from './postgres-wire';

/** The embedded bus on a separate server, so that the bus can be down while the databases run. */
export async function startPostgresBroker(options: TestPostgresOptions = {}): Promise<Broker> {
  const server = await startTestPostgres(options);
  const database = await createDatabase({ adminUrl: server.url, name: 'busdb', owner: 'bus' });
  return {
    kind: 'postgres',
    url: database.url,
    get pid() {
      return server.pid;
    },
    wire: createPostgresWire(database),
    database,
    version: async () => 'the embedded bus',
    start: server.start,
    stop: () => server.stop('fast'),
    kill: () => server.stop('immediate'),
    close: server.close,
  };
}
