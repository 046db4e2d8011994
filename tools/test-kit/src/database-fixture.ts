import { makeTestDatabase, type TestDatabase } from './test-database';

interface Client {
  $disconnect(): Promise<void>;
}

/** A database of the test file's own, and any number of clients of it. */
export interface DatabaseFixture<C extends Client> {
  readonly url: string;
  /** The client that a test uses where one is enough. */
  readonly client: C;
  /** Another client with connections of its own: what another process would have. */
  connect(): C;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** To be opened before the tests of a file, and closed after them. */
export function createDatabaseFixture<C extends Client>(
  createClient: (url: string) => C,
): DatabaseFixture<C> {
  const clients: C[] = [];
  let database: TestDatabase | undefined;
  let client: C | undefined;

  function urlOf(opened: TestDatabase | undefined): string {
    if (!opened) throw new Error('the database is not open');
    return opened.url;
  }

  function connect(): C {
    const connected = createClient(urlOf(database));
    clients.push(connected);
    return connected;
  }

  return {
    get url() {
      return urlOf(database);
    },
    get client() {
      client ??= connect();
      return client;
    },
    connect,
    async open() {
      database = await makeTestDatabase();
    },
    async close() {
      await Promise.all(clients.map((each) => each.$disconnect()));
      await database?.drop();
    },
  };
}
