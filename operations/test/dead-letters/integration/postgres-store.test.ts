import { findFreePort } from '@online-shop/servers/ports';
import { makeTestDatabase } from '@online-shop/test-kit/test-database';
import { openStore } from '../../../src/dead-letters/open-store';
import type { TestBroker } from '../support/broker';
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

test('a database without a bus is an error, not an empty list', async () => {
  const { url, drop } = await makeTestDatabase();

  await expect(openStore({ url, queues })).rejects.toThrow(
    'cannot be used: no service has ever started on it; set BUS_URL, or DATA_DIR as for npm start',
  );

  await drop();
});

test('an unavailable PostgreSQL is reported without its password', async () => {
  const url = `postgres://bus:secret@127.0.0.1:${await findFreePort()}/busdb`;
  const { host } = new URL(url);

  await expect(openStore({ url, queues })).rejects.toThrow(
    `the bus at ${host}/busdb cannot be used: connect ECONNREFUSED ${host}`,
  );
});
