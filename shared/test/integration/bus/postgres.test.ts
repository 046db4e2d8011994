import { silentLogger } from '@online-shop/local/testing/silent-logger';
import { createSessions } from '../../../src/bus/postgres/session';
import type { TestBroker } from './support/broker';
import { describeDelivery } from './support/delivery-contract';
import { describeOutages } from './support/outage-contract';
import { createPostgresBroker } from './support/postgres-broker';
import { describeRecovery } from './support/recovery-contract';
import { createTestTopology } from './support/topology';

let broker: TestBroker;
beforeAll(async () => {
  broker = await createPostgresBroker();
});
afterAll(() => broker?.dispose());

describeDelivery('PostgreSQL', () => broker);
describeRecovery('PostgreSQL', () => broker);
describeOutages('PostgreSQL', () => broker);

it('waits for the disk where it publishes, and not where its workers take and finish jobs', async () => {
  const { topology } = createTestTopology();
  const { pool, workerPool } = createSessions({ url: broker.url, topology, logger: silentLogger });
  const ask = 'show synchronous_commit';
  try {
    const [published, worked] = await Promise.all([pool.query(ask), workerPool.query(ask)]);
    expect(published.rows).toEqual([{ synchronous_commit: 'on' }]);
    expect(worked.rows).toEqual([{ synchronous_commit: 'off' }]);
  } finally {
    await Promise.all([pool.end(), workerPool.end()]);
  }
});
