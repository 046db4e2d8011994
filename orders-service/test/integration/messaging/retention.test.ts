import { createId } from '@online-shop/shared/ids/uuid-v7';
import { createRetention, type RetentionOptions } from '@online-shop/shared/retention/retention';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { useDatabase } from '../../support/database';

const database = useDatabase();
const times = { outboxHours: 10, inboxHours: 20, idempotencyHours: 30 };

function createCleaner(options: Partial<RetentionOptions> = {}) {
  return createRetention({
    ...{ client: database.client, logger: silentLogger, ...times },
    ...options,
  });
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

/** Inserts a row of the given age into each table. */
async function insertRows(hours: number): Promise<string> {
  const { outboxMessage, inboxMessage, idempotencyRecord } = database.client;
  const id = createId();
  const at = hoursAgo(hours);
  const message = { id, type: 'x', correlationId: 'x', body: '{}' };
  await outboxMessage.create({ data: { ...message, createdAt: at, publishedAt: at } });
  await inboxMessage.create({ data: { id, type: 'x', receivedAt: at } });
  const key = { userId: id, path: '/', key: 'k', requestHash: 'h', answer: {} };
  await idempotencyRecord.create({ data: { ...key, createdAt: at } });
  return id;
}

/** Counts the inserted rows that are left in each table. */
async function countRows() {
  const { outboxMessage, inboxMessage, idempotencyRecord } = database.client;
  return {
    outbox: await outboxMessage.count(),
    inbox: await inboxMessage.count(),
    keys: await idempotencyRecord.count(),
  };
}

beforeEach(async () => {
  await database.client.outboxMessage.deleteMany();
  await database.client.inboxMessage.deleteMany();
  await database.client.idempotencyRecord.deleteMany();
});

describe('retention', () => {
  it.each([
    [9.9, { outbox: 1, inbox: 1, keys: 1 }],
    [10.1, { outbox: 0, inbox: 1, keys: 1 }],
    [20.1, { outbox: 0, inbox: 0, keys: 1 }],
    [30.1, { outbox: 0, inbox: 0, keys: 0 }],
  ])('keeps rows that are %p hours old if their retention is longer', async (age, left) => {
    await insertRows(age);
    const deleted = await createCleaner().runOnce();
    expect(await countRows()).toEqual(left);
    expect(deleted).toBe(3 - left.outbox - left.inbox - left.keys);
  });

  it('never deletes a pending message of any age', async () => {
    const id = await insertRows(1_000);
    await database.client.outboxMessage.update({ where: { id }, data: { publishedAt: null } });
    await createCleaner().runOnce();
    expect(await countRows()).toEqual({ outbox: 1, inbox: 0, keys: 0 });
  });

  it('deletes in small batches, oldest rows first', async () => {
    const youngest = await insertRows(100);
    await insertRows(102);
    await insertRows(101);
    const cleaner = createCleaner({ batchSize: 2 });

    expect(await cleaner.runOnce()).toBe(6);

    expect(await countRows()).toEqual({ outbox: 1, inbox: 1, keys: 1 });
    expect(await database.client.outboxMessage.findMany()).toMatchObject([{ id: youngest }]);
    expect(await database.client.inboxMessage.findMany()).toMatchObject([{ id: youngest }]);
    expect(await database.client.idempotencyRecord.findMany()).toMatchObject([
      { userId: youngest },
    ]);
  });

  it('skips locked rows', async () => {
    const locked = await insertRows(101);
    await insertRows(100);
    await database.client.$transaction(async (tx) => {
      await tx.$executeRaw`
        SELECT 1 FROM outbox_messages, inbox_messages, idempotency_records
        WHERE outbox_messages.id = ${locked}::uuid AND inbox_messages.id = ${locked}::uuid
          AND user_id = ${locked}
        FOR UPDATE`;
      expect(await createCleaner({ client: database.connect() }).runOnce()).toBe(3);
      expect(await createCleaner({ client: tx }).runOnce()).toBe(3);
    });
    expect(await countRows()).toEqual({ outbox: 0, inbox: 0, keys: 0 });
  });

  it('deletes each row once if replicas run concurrently, and keeps pending messages', async () => {
    const pending = await insertRows(1_000);
    const where = { id: pending };
    await database.client.outboxMessage.update({ where, data: { publishedAt: null } });
    for (let i = 0; i < 11; i += 1) await insertRows(100);

    const replicas = [database.connect(), database.connect(), database.connect()];
    const counts = await Promise.all(
      replicas.flatMap((client) => {
        const cleaner = createCleaner({ client, batchSize: 4 });
        return [cleaner.runOnce(), cleaner.runOnce()];
      }),
    );
    const rest = await createCleaner().runOnce();

    // Each row counts once: 11 messages, 12 inbox rows, 12 idempotency records.
    expect([...counts, rest].reduce((sum, count) => sum + count)).toBe(35);
    expect(await countRows()).toEqual({ outbox: 1, inbox: 0, keys: 0 });
    expect(await database.client.outboxMessage.findMany()).toMatchObject([{ id: pending }]);
  });

  it('deletes in the background until no row is due', async () => {
    for (let i = 0; i < 5; i += 1) await insertRows(100);
    const left = await new Promise((resolve) => {
      let turns = 0;
      const cleaner = createCleaner({
        ...{ batchSize: 1, intervalMs: 3_600_000 },
        client: {
          $queryRaw: (query, ...values) => database.client.$queryRaw(query, ...values),
          async $executeRaw(query, ...values) {
            const deleted = await database.client.$executeRaw(query, ...values);
            turns += deleted === 0 ? 1 : 0;
            if (turns === 3) resolve(cleaner.stop().then(countRows));
            return deleted;
          },
        },
      });
      void cleaner.start();
    });
    expect(left).toEqual({ outbox: 0, inbox: 0, keys: 0 });
  });

  it('keeps running while the database is unavailable', async () => {
    let attempts = 0;
    await new Promise<void>((resolve) => {
      const cleaner = createCleaner({
        intervalMs: 1,
        client: {
          $queryRaw: () => Promise.reject(new Error('unavailable')),
          $executeRaw() {
            attempts += 1;
            if (attempts === 3) resolve(cleaner.stop());
            return Promise.reject(new Error('unavailable'));
          },
        },
      });
      void cleaner.start();
    });
    expect(attempts).toBe(3);
  });
});
