import { UnavailableError } from '@online-shop/shared/errors/unavailable-error';
import {
  createOutboxGauge,
  type OutboxGaugeOptions,
} from '@online-shop/shared/outbox/outbox-gauge';
import { createOutboxRelay } from '@online-shop/shared/outbox/relay';
import { type CapturedLine, captureLog } from '@online-shop/test-kit/log-capture';
import { createManualBus } from '@online-shop/test-kit/manual-bus';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { redriveOrders } from '../../../src/orders/redrive-orders';
import { createClient, useDatabase } from '../../support/database';
import { appendMessages } from '../../support/outbox';

const database = useDatabase();
const bounds = { maxPending: 3, maxAgeSeconds: 60 };

function createGauge(options: Partial<OutboxGaugeOptions> = {}) {
  return createOutboxGauge({
    ...{ client: database.client, logger: silentLogger, ...bounds },
    ...options,
  });
}

const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1_000);

async function publishAll(): Promise<void> {
  const bus = createManualBus();
  await createOutboxRelay({ client: database.client, bus, logger: silentLogger }).runOnce();
}

/** Makes every message of the outbox look as if it had been put there that long ago. */
async function ageAll(seconds: number): Promise<void> {
  await database.client.outboxMessage.updateMany({ data: { createdAt: secondsAgo(seconds) } });
}

beforeEach(async () => {
  await database.client.order.deleteMany();
  await database.client.outboxMessage.deleteMany();
});

describe('outbox gauge', () => {
  it('lets as many wait as its bound says, no more, and more again once they are out', async () => {
    const gauge = createGauge();
    await appendMessages(database.client, 3);
    await gauge.runOnce();
    expect(gauge.state()).toMatchObject({ pending: 3, isAcceptingWrites: true });
    gauge.requireRoom();

    await appendMessages(database.client, 1);
    await gauge.runOnce();
    expect(gauge.state()).toMatchObject({ pending: 4, isAcceptingWrites: false });
    expect(gauge.requireRoom).toThrow(UnavailableError);

    await publishAll();
    await gauge.runOnce();
    expect(gauge.state()).toMatchObject({ pending: 0, oldestSeconds: 0, isAcceptingWrites: true });
    gauge.requireRoom();
  });

  it('counts no further than one beyond its bound', async () => {
    const gauge = createGauge();
    await appendMessages(database.client, 10);
    await gauge.runOnce();
    expect(gauge.state().pending).toBe(4);
  });

  it('lets nothing wait for longer than its bound says, however often it was tried', async () => {
    const gauge = createGauge();
    await appendMessages(database.client, 1);
    await ageAll(59);
    await gauge.runOnce();
    gauge.requireRoom();

    await ageAll(62);
    await database.client.outboxMessage.updateMany({ data: { nextAttemptAt: new Date() } });
    await gauge.runOnce();
    expect(gauge.requireRoom).toThrow(UnavailableError);
    expect(gauge.state().oldestSeconds).toBeGreaterThanOrEqual(61);
  });

  it('counts the wait of a fact that is told again from then on', async () => {
    const gauge = createGauge();
    const redrive = { afterMs: 30_000, growsToMs: 30_000, limit: 10 };
    await appendMessages(database.client, 1);
    await publishAll();
    const longAgo = secondsAgo(7_200);
    await ageAll(7_200);
    await database.client.order.updateMany({ data: { createdAt: longAgo } });
    await database.client.outboxMessage.updateMany({ data: { publishedAt: longAgo } });
    await database.client.$transaction((tx) => redriveOrders(tx, redrive));

    await gauge.runOnce();

    expect(gauge.state().pending).toBe(1);
    gauge.requireRoom();
  });

  it('says in the log when it begins to refuse and when it ends, once each', async () => {
    const { logger, lines } = captureLog();
    const gauge = createGauge({ logger });
    await appendMessages(database.client, 4);
    for (let i = 0; i < 3; i += 1) await gauge.runOnce();
    await publishAll();
    for (let i = 0; i < 3; i += 1) await gauge.runOnce();

    const level = (line: CapturedLine) => line.level;
    expect(lines.map(level)).toEqual(['warn', 'info']);
    expect(lines[0]).toMatchObject({ pending: 4, maxPending: 3 });
  });

  it('keeps its last word while the database is away, and outlives that', async () => {
    const client = createClient('postgres://postgres:postgres@127.0.0.1:1/nobody');
    const gauge = createGauge({ client });
    await gauge.start();
    await gauge.stop();
    expect(gauge.state()).toEqual({
      ...{ pending: 0, oldestSeconds: 0, isAcceptingWrites: true, measuredAt: null },
    });
    await client.$disconnect();
  });

  it('measures by itself, again and again', async () => {
    let measurements = 0;
    await new Promise<void>((resolve) => {
      const gauge = createGauge({
        intervalMs: 1,
        client: {
          $executeRaw: () => Promise.reject(new Error('a gauge only reads')),
          $queryRaw(query, ...values) {
            measurements += 1;
            if (measurements === 3) resolve(gauge.stop());
            return database.client.$queryRaw(query, ...values);
          },
        },
      });
      void gauge.start();
    });
    expect(measurements).toBe(3);
  });
});
