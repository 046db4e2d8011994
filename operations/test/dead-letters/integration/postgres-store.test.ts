import { findFreePort } from '@online-shop/servers/ports';
import { makeTestDatabase } from '@online-shop/test-kit/test-database';
import { openStore } from '../../../src/dead-letters/open-store';
import type { TestBroker } from '../support/broker';
import { readAll } from '../support/dead-letter-fixture';
import { createPostgresBroker } from '../support/postgres-broker';
import { createTestTopologies } from '../support/topology';
import { describeStore } from './store-contract';

let broker: TestBroker;
beforeAll(async () => {
  broker = await createPostgresBroker();
});
afterAll(() => broker?.dispose());

describeStore('PostgreSQL', () => broker);

const { queues } = createTestTopologies();

test('a database without a bus has no dead letters and a note about it', async () => {
  const { url, drop } = await makeTestDatabase();

  const store = await openStore({ url, queues });
  const answers = [await readAll(store), await store.find('1'), store.notes];
  await store.close();
  await drop();

  const notes = ['The bus does not exist: no service has ever started on this database.'];
  expect(answers).toEqual([[], null, notes]);
});

test('an unavailable PostgreSQL is reported without its password', async () => {
  const url = `postgres://bus:secret@127.0.0.1:${await findFreePort()}/busdb`;
  const { host } = new URL(url);

  await expect(openStore({ url, queues })).rejects.toThrow(
    `the bus at ${host}/busdb cannot be used: connect ECONNREFUSED ${host}`,
  );
});
