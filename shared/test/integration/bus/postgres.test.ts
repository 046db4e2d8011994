import { createBus } from '@online-shop/shared/bus/create-bus';
import { createConnectionConfig } from '@online-shop/shared/database/connection';
import { captureLog } from '@online-shop/test-kit/log-capture';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { Pool } from 'pg';
import { createSessions } from '../../../src/bus/postgres/session';
import type { TestBroker } from './support/broker';
import { describeDelivery } from './support/delivery-contract';
import { eventually, untilUp } from './support/harness';
import { describeOutages } from './support/outage-contract';
import { createPostgresBroker } from './support/postgres-broker';
import { describeRecovery } from './support/recovery-contract';
import { createTestTopology } from './support/topology';
import { describeTopology } from './support/topology-contract';

let broker: TestBroker;
beforeAll(async () => {
  broker = await createPostgresBroker();
});
afterAll(() => broker?.dispose());

describeDelivery('PostgreSQL', () => broker);
describeRecovery('PostgreSQL', () => broker);
describeTopology('PostgreSQL', () => broker);
describeOutages('PostgreSQL', () => broker, { terminations: 10 });

it('commits synchronously when it publishes, and asynchronously when workers take and finish jobs', async () => {
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

describe('a message that always fails on PostgreSQL', () => {
  let pool: Pool;
  let end: () => Promise<void>;
  const { logger, lines } = captureLog();
  const { topology, queues } = createTestTopology();

  beforeAll(async () => {
    pool = new Pool(createConnectionConfig({ url: broker.url, applicationName: 'bus-test' }));
    const bus = createBus({ url: broker.url, topology, logger });
    await bus.start();
    await untilUp(bus);
    const consumer = bus.createConsumer({
      subscription: 'things',
      handle: () => Promise.reject(new Error('hopeless')),
      recoveryFor: () => 'dead-letter',
    });
    await consumer.start();
    end = async () => {
      await consumer.stop();
      await bus.stop();
      await pool.end();
    };
  });
  afterAll(() => end());

  const inject = (job: object) =>
    pool.query('select graphile_worker.add_job($1, $2)', [queues.things, JSON.stringify(job)]);

  it('is dead-lettered as a first attempt if its failure history is invalid', async () => {
    await inject({ id: 'odd', body: '{}', attempt: 2 ** 40, firstFailedAt: 'yesterday' });

    const [deadLetter] = await eventually(() => broker.listDeadLetters(queues.things));

    expect(deadLetter).toMatchObject({ id: 'odd', attempts: 1, errorMessage: 'hopeless' });
    expect(deadLetter?.firstFailedAt).toBe(deadLetter?.lastFailedAt);
  });

  it('is logged while the dead letter cannot be stored, and is dead-lettered afterwards', async () => {
    await pool.query('alter table bus.dead_letters rename to buried');
    await inject({ id: 'stuck', correlationId: 'c1', body: '{}' });
    const [line] = await eventually(async () =>
      lines.filter(({ messageId, to }) => messageId === 'stuck' && to),
    );
    await pool.query('alter table bus.buried rename to dead_letters');

    const deadLetters = await eventually(async () =>
      (await broker.listDeadLetters(queues.things)).filter(({ id }) => id === 'stuck'),
    );

    expect(line).toMatchObject({
      ...{ messageId: 'stuck', correlationId: 'c1', queue: queues.things },
      error: { message: expect.stringContaining('dead_letters') },
    });
    expect(deadLetters).toHaveLength(1);
  });
});
