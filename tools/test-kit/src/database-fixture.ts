import { makeTestDatabase, type TestDatabase } from './test-database';

interface Client {
  $disconnect(): Promise<void>;
}

/** A database for one test file, with any number of clients. */
export interface DatabaseFixture<C extends Client> {
  readonly url: string;
  /** The default client. */
  readonly client: C;
  /** Creates another client with its own connections, like another process. */
  connect(): C;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Open the fixture before the tests of a file, and close it after them. */
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
