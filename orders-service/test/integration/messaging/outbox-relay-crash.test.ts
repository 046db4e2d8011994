import type { TransactionClient } from '@online-shop/shared/database/client';
import { UnavailableError } from '@online-shop/shared/errors/unavailable-error';
import { appendToOutbox } from '@online-shop/shared/outbox/outbox';
import { createOutboxRelay } from '@online-shop/shared/outbox/relay';
import { blockedSessions } from '@online-shop/test-kit/blocked-sessions';
import { createManualBus, type ManualBus } from '@online-shop/test-kit/manual-bus';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import type { Transaction } from '../../../src/db/prisma';
import type { Order } from '../../../src/orders/order';
import { createOrderEvent } from '../../../src/orders/order-event';
import { useDatabase } from '../../support/database';
import { anyTrace, placeNew } from '../../support/orders';
import {
  appendMessages,
  findMessage,
  killIdleTransactions,
  messageIdOfOrder,
  publishedIds,
} from '../../support/outbox';

const database = useDatabase();
let bus: ManualBus;

function createRelay(client: TransactionClient<Transaction> = database.client) {
  return createOutboxRelay({ client, bus, logger: silentLogger });
}

beforeEach(async () => {
  bus = createManualBus();
  await database.client.outboxMessage.deleteMany();
});

describe('outbox relay that crashes', () => {
  it('after the confirm and before the mark: the message is published again', async () => {
    const [id] = await appendMessages(database.client);
    bus.confirmWith(() => killIdleTransactions(database.connect()));

    await expect(createRelay().runOnce()).rejects.toThrow(UnavailableError);
    expect(publishedIds(bus)).toEqual([id]);
    expect(await findMessage(database.client, id)).toMatchObject({
      ...{ publishedAt: null, attempts: 0 },
    });

    bus.confirmWith(async () => {});
    expect(await createRelay().runOnce()).toEqual({ claimed: 1, published: 1 });
    expect(publishedIds(bus)).toEqual([id, id]);
    expect(bus.published[0]?.body).toBe(bus.published[1]?.body);
  });

  it('after the mark and before COMMIT: the message is published again', async () => {
    const [id] = await appendMessages(database.client);
    const dying: TransactionClient<Transaction> = {
      $transaction: (work, options) =>
        database.client.$transaction(async (tx) => {
          await work(tx);
          throw new Error('crashed before COMMIT');
        }, options),
    };

    await expect(createRelay(dying).runOnce()).rejects.toThrow('crashed before COMMIT');
    await createRelay().runOnce();

    expect(publishedIds(bus)).toEqual([id, id]);
  });

  it('before publishing: another relay claims the messages at once', async () => {
    const ids = await appendMessages(database.client, 3);
    bus.confirmWith(async () => {
      await killIdleTransactions(database.connect());
      throw new Error('crashed before publishing');
    });
    await expect(createRelay().runOnce()).rejects.toThrow(UnavailableError);

    bus.confirmWith(async () => {});
    expect(await createRelay(database.connect()).runOnce()).toEqual({ claimed: 3, published: 3 });
    expect(publishedIds(bus).toSorted()).toEqual(ids);
  });
});

describe('a message that is appended again', () => {
  let order: Order;
  beforeEach(async () => {
    [order] = (await placeNew(database.client)) as [Order];
  });
  const tellAgain = () =>
    database.client.$transaction((tx) => appendToOutbox(tx, [createOrderEvent(order, anyTrace)]));

  it('is due at once, even if it was rescheduled', async () => {
    bus.confirmWith(() => Promise.reject(new Error('not now')));
    await createRelay().runOnce();
    bus.confirmWith(async () => {});
    await tellAgain();
    expect(await createRelay().runOnce()).toEqual({ claimed: 1, published: 1 });
  });

  it('is published once more if it was being published', async () => {
    let telling: Promise<void> | undefined;
    bus.confirmWith(async () => {
      telling = tellAgain();
      await blockedSessions(database.client);
    });

    await createRelay().runOnce();
    await telling;
    bus.confirmWith(async () => {});

    expect(await createRelay().runOnce()).toEqual({ claimed: 1, published: 1 });
    const id = messageIdOfOrder(order.id);
    expect(publishedIds(bus)).toEqual([id, id]);
  });
});
