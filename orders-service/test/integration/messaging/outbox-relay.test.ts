import { BusUnavailableError, UnroutableError } from '@online-shop/shared/bus/bus';
import { createOutboxRelay, type OutboxRelayOptions } from '@online-shop/shared/outbox/relay';
import { createManualBus, type ManualBus } from '@online-shop/test-kit/manual-bus';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import type { Transaction } from '../../../src/db/prisma';
import { placeOrders } from '../../../src/orders/place-order';
import { useDatabase } from '../../support/database';
import { anyTrace, orderCommand } from '../../support/orders';
import { appendMessages, endWaits, findMessage, publishedIds } from '../../support/outbox';

const database = useDatabase();
let bus: ManualBus;

function createRelay(options: Partial<OutboxRelayOptions<Transaction>> = {}) {
  return createOutboxRelay({ client: database.client, bus, logger: silentLogger, ...options });
}

beforeEach(async () => {
  bus = createManualBus();
  await database.client.outboxMessage.deleteMany();
});

describe('outbox relay', () => {
  it('publishes a committed message unchanged and marks it as published', async () => {
    const [id] = await appendMessages(database.client);
    const { body } = await findMessage(database.client, id);

    expect(await createRelay().runOnce()).toEqual({ claimed: 1, published: 1 });

    const { correlationId } = anyTrace;
    expect(bus.published).toMatchObject([{ id, type: 'order.created', correlationId, body }]);
    expect(await findMessage(database.client, id)).toMatchObject({
      ...{ publishedAt: expect.any(Date), attempts: 1, lastError: null },
    });
  });

  it('publishes a message once', async () => {
    const ids = await appendMessages(database.client, 3);
    const relay = createRelay();
    await relay.runOnce();

    expect(await relay.runOnce()).toEqual({ claimed: 0, published: 0 });
    expect(publishedIds(bus).toSorted()).toEqual(ids);
  });

  it('publishes at most batchSize messages per turn, earliest due first', async () => {
    const first = await appendMessages(database.client);
    const second = await appendMessages(database.client);
    const relay = createRelay({ batchSize: 1 });

    await relay.runOnce();
    expect(publishedIds(bus)).toEqual(first);
    await relay.runOnce();
    expect(publishedIds(bus)).toEqual([...first, ...second]);
  });

  it('publishes the messages of one turn concurrently', async () => {
    await appendMessages(database.client, 5);
    let inFlight = 0;
    bus.confirmWith(async () => {
      inFlight += 1;
      await new Promise(setImmediate);
      expect(inFlight).toBe(5);
    });
    expect(await createRelay().runOnce()).toEqual({ claimed: 5, published: 5 });
  });

  it('publishes a message that is committed later but has a smaller ID', async () => {
    await database.client.$transaction(async (late) => {
      const [placed] = await placeOrders(late, [orderCommand()]);
      const newer = await appendMessages(database.client);
      await createRelay().runOnce();
      expect(publishedIds(bus)).toEqual(newer);
      expect(placed).toMatchObject({ order: { id: expect.any(String) } });
      if (placed && 'order' in placed) expect(placed.order.id < String(newer[0])).toBe(true);
    });
    expect(await createRelay().runOnce()).toEqual({ claimed: 1, published: 1 });
  });

  it('claims no message that a concurrent relay has claimed', async () => {
    const ids = await appendMessages(database.client, 4);
    const otherBus = createManualBus();
    const other = createRelay({ client: database.connect(), bus: otherBus });
    bus.confirmWith(async () => {
      if (otherBus.published.length === 0) await other.runOnce();
    });

    await createRelay({ batchSize: 3 }).runOnce();

    expect(bus.published).toHaveLength(3);
    expect(otherBus.published).toHaveLength(1);
    expect([...publishedIds(bus), ...publishedIds(otherBus)].toSorted()).toEqual(ids);
  });
});

describe('outbox relay after a failed publish', () => {
  it.each([
    ['unroutable', new UnroutableError('order.created')],
    ['rejected', new BusUnavailableError('the broker is unavailable')],
  ])('keeps a message pending if it was %s and stores the error', async (_, error) => {
    const [refused, taken] = await appendMessages(database.client, 2);
    bus.confirmWith(async ({ id }) => {
      if (id === refused) throw error;
    });
    const relay = createRelay();

    expect(await relay.runOnce()).toEqual({ claimed: 2, published: 1 });

    expect(publishedIds(bus)).toEqual([taken]);
    const row = await findMessage(database.client, refused);
    expect(row).toMatchObject({ publishedAt: null, attempts: 1, lastError: error.message });
    expect(row.nextAttemptAt.getTime()).toBeGreaterThan(Date.now());
    expect(await relay.runOnce()).toEqual({ claimed: 0, published: 0 });
  });

  it('publishes the message later and clears its last error', async () => {
    const [id] = await appendMessages(database.client);
    const relay = createRelay();
    bus.confirmWith(() => Promise.reject(new UnroutableError('order.created')));
    await relay.runOnce();
    bus.confirmWith(async () => {});
    await endWaits(database.client);

    expect(await relay.runOnce()).toEqual({ claimed: 1, published: 1 });

    expect(await findMessage(database.client, id)).toMatchObject({
      ...{ publishedAt: expect.any(Date), attempts: 2, lastError: null },
    });
  });

  it('doubles the delay after each failure, up to 5 seconds', async () => {
    const [id] = await appendMessages(database.client);
    const relay = createRelay();
    bus.confirmWith(() => Promise.reject(new Error('x'.repeat(10_000))));
    for (const seconds of [1, 2, 4, 5, 5]) {
      const [before] = await database.client.$queryRaw<{ now: Date }[]>`SELECT now()`;
      await relay.runOnce();
      const { nextAttemptAt } = await findMessage(database.client, id);
      const [after] = await database.client.$queryRaw<{ now: Date }[]>`SELECT now()`;
      expect(nextAttemptAt.getTime()).toBeGreaterThanOrEqual(Number(before?.now) + seconds * 1_000);
      expect(nextAttemptAt.getTime()).toBeLessThanOrEqual(Number(after?.now) + seconds * 1_000);
      await endWaits(database.client);
    }
    const where = { id: id ?? '' };
    await database.client.outboxMessage.update({ where, data: { attempts: 2_000_000_000 } });
    expect(await relay.runOnce()).toEqual({ claimed: 1, published: 0 });
  });

  it('stops waiting for an unresponsive bus at its deadline', async () => {
    const [id] = await appendMessages(database.client);
    bus.confirmWith(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new BusUnavailableError('no answer')));
        }),
    );

    expect(await createRelay({ publishDeadlineMs: 10 }).runOnce()).toEqual({
      ...{ claimed: 1, published: 0 },
    });

    const row = await findMessage(database.client, id);
    expect(row).toMatchObject({ publishedAt: null, lastError: 'no answer' });
  });
});
