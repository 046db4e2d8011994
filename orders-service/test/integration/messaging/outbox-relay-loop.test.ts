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

/** It would look by itself in an hour: whatever is seen before was asked for. */
async function startRelay(options: Partial<OutboxRelayOptions<Transaction>> = {}): Promise<void> {
  relay = createOutboxRelay({
    ...{ client: database.client, bus, logger: silentLogger, pollIntervalMs: 3_600_000 },
    ...options,
  });
  await relay.start();
}

/** Resolves once the bus is given so many messages, before it confirms the last of them. */
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
  it('publishes at its start what a crash has left', async () => {
    const ids = await appendMessages(database.client);
    const published = given(1);
    await startRelay();
    await published;
    await relay.stop();
    expect(publishedIds(bus)).toEqual(ids);
  });

  it('publishes without any delay when it is woken', async () => {
    await startRelay();
    for (let i = 0; i < 3; i += 1) {
      const published = given(1);
      await appendMessages(database.client);
      relay.wake();
      await published;
    }
  });

  it('misses no wake that comes while a turn is under way', async () => {
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

  it('goes on at once while full batches are waiting', async () => {
    await appendMessages(database.client, 5);
    const published = given(5);
    await startRelay({ batchSize: 2 });
    await published;
  });

  it('looks by itself for what nobody woke it for', async () => {
    await startRelay({ pollIntervalMs: 10 });
    const published = given(1);
    await appendMessages(database.client);
    await published;
  });

  it('attempts nothing while the bus is down, and everything as soon as it is up', async () => {
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

  it('outlives a database that goes away and comes back', async () => {
    let failures = 0;
    const client: TransactionClient<Transaction> = {
      async $transaction(work, options) {
        failures += 1;
        if (failures === 1) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
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

  it('does a last turn when it is stopped, for what was committed meanwhile', async () => {
    await startRelay();
    const ids = await appendMessages(database.client, 2);
    await relay.stop();
    expect(publishedIds(bus).toSorted()).toEqual(ids);
  });

  it('marks what it has in hand before its stop is over', async () => {
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

  it('does not wait for a broker that answers nothing when it is stopped', async () => {
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
