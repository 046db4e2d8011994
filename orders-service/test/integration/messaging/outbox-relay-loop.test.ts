import { once } from 'node:events';
import type { TransactionClient } from '@online-shop/shared/database/client';
import {
  createOutboxRelay,
  type OutboxRelay,
  type OutboxRelayOptions,
} from '@online-shop/shared/outbox/relay';
import { createManualBus, type ManualBus } from '@online-shop/test-kit/manual-bus';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import type { Transaction } from '../../../src/db/prisma';
import { useDatabase } from '../../support/database';
import { appendMessages, findMessage, publishedIds } from '../../support/outbox';

const database = useDatabase();
let bus: ManualBus;
let relay: OutboxRelay;

/** The poll interval is one hour, so every earlier turn was triggered. */
async function startRelay(options: Partial<OutboxRelayOptions<Transaction>> = {}): Promise<void> {
  relay = createOutboxRelay({
    ...{ client: database.client, bus, logger: silentLogger, pollIntervalMs: 3_600_000 },
    ...options,
  });
  await relay.start();
}

/** Resolves when the bus receives the n-th message, before it confirms that message. */
function given(count: number): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    bus.confirmWith(async () => {
      seen += 1;
      if (seen === count) resolve();
    });
  });
}

beforeEach(async () => {
  bus = createManualBus();
  await database.client.outboxMessage.deleteMany();
});
afterEach(() => relay.stop());

describe('outbox relay loop', () => {
  it('publishes messages that a crash left behind when it starts', async () => {
    const ids = await appendMessages(database.client);
    const published = given(1);
    await startRelay();
    await published;
    await relay.stop();
    expect(publishedIds(bus)).toEqual(ids);
  });

  it('publishes at once when it is woken', async () => {
    await startRelay();
    for (let i = 0; i < 3; i += 1) {
      const published = given(1);
      await appendMessages(database.client);
      relay.wake();
      await published;
    }
  });

  it('runs another turn if it is woken during a turn', async () => {
    const [first] = await appendMessages(database.client);
    let second: string | undefined;
    const published = new Promise<void>((resolve) => {
      bus.confirmWith(async ({ id }) => {
        if (id !== first) return resolve();
        [second] = await appendMessages(database.client);
        relay.wake();
      });
    });
    await startRelay();
    await published;
    await relay.stop();
    expect(publishedIds(bus)).toEqual([first, second]);
  });

  it('continues at once while full batches wait', async () => {
    await appendMessages(database.client, 5);
    const published = given(5);
    await startRelay({ batchSize: 2 });
    await published;
  });

  it('polls for messages without a wake', async () => {
    await startRelay({ pollIntervalMs: 10 });
    const published = given(1);
    await appendMessages(database.client);
    await published;
  });

  it('publishes nothing while the bus is unavailable and everything when it is available', async () => {
    const [id] = await appendMessages(database.client);
    bus.goDown();
    await startRelay({ pollIntervalMs: 1 });
    relay.wake();
    await relay.stop();
    expect(await findMessage(database.client, id)).toMatchObject({ attempts: 0, lastError: null });

    await startRelay();
    const published = given(1);
    bus.goUp();
    await published;
  });

  it('recovers after the database was unavailable', async () => {
    let failures = 0;
    const client: TransactionClient<Transaction> = {
      async $transaction(work, options) {
        failures += 1;
        if (failures === 1) throw Object.assign(new Error('unavailable'), { code: 'ECONNREFUSED' });
        if (failures === 2) throw new Error('a mistake');
        return database.client.$transaction(work, options);
      },
    };
    await appendMessages(database.client);
    const published = given(1);
    await startRelay({ client, pollIntervalMs: 1 });
    await published;
    expect(failures).toBeGreaterThan(2);
  });

  it('runs a last turn when it is stopped, for messages committed meanwhile', async () => {
    await startRelay();
    const ids = await appendMessages(database.client, 2);
    await relay.stop();
    expect(publishedIds(bus).toSorted()).toEqual(ids);
  });

  it('marks published messages before its stop resolves', async () => {
    const [id] = await appendMessages(database.client);
    let stopping: Promise<void> | undefined;
    const published = new Promise<void>((resolve) => {
      bus.confirmWith(async () => {
        stopping = relay.stop();
        resolve();
      });
    });
    await startRelay();
    await published;
    await stopping;
    expect(await findMessage(database.client, id)).toMatchObject({ publishedAt: expect.any(Date) });
  });

  it('does not wait for an unresponsive broker when it is stopped', async () => {
    const [id] = await appendMessages(database.client);
    const isGiven = new Promise<void>((resolve) => {
      bus.confirmWith(async (_message, signal) => {
        resolve();
        await once(signal, 'abort');
        throw new Error('no answer in time');
      });
    });
    await startRelay({ publishDeadlineMs: 3_600_000, stopDeadlineMs: 1 });
    await isGiven;
    await relay.stop();
    expect(await findMessage(database.client, id)).toMatchObject({
      publishedAt: null,
      attempts: 1,
    });
  });
});
