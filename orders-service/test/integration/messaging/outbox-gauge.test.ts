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

/** Sets the age of every outbox message. */
async function ageAll(seconds: number): Promise<void> {
  await database.client.outboxMessage.updateMany({ data: { createdAt: secondsAgo(seconds) } });
}

beforeEach(async () => {
  await database.client.order.deleteMany();
  await database.client.outboxMessage.deleteMany();
});

describe('outbox gauge', () => {
  it('rejects writes above the maximum number of messages and accepts them again below it', async () => {
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

  it('counts at most one message more than the maximum', async () => {
    const gauge = createGauge();
    await appendMessages(database.client, 10);
    await gauge.runOnce();
    expect(gauge.state().pending).toBe(4);
  });

  it('rejects writes if the oldest message exceeds the maximum age, after any number of attempts', async () => {
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

  it('measures the age of a republished message from its republication', async () => {
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

  it('logs once when it starts and once when it stops rejecting writes', async () => {
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

  it('keeps the last state while the database is unavailable and recovers afterwards', async () => {
    const client = createClient('postgres://postgres:postgres@127.0.0.1:1/nobody');
    const gauge = createGauge({ client });
    await gauge.start();
    await gauge.stop();
    expect(gauge.state()).toEqual({
      ...{ pending: 0, oldestSeconds: 0, isAcceptingWrites: true, measuredAt: null },
    });
    await client.$disconnect();
  });

  it('measures the outbox periodically', async () => {
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
