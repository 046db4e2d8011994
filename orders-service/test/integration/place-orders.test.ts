import { createTransactionBatcher } from '@online-shop/shared/batching/transaction-batcher';
import { createParser } from '@online-shop/shared/messages/contract';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import { blockedSessions } from '@online-shop/test-kit/blocked-sessions';
import { type PlacedOrder, placeOrders } from '../../src/orders/place-order';
import { useDatabase } from '../support/database';
import { anyTrace, orderCommand, place, placeNew, withKey } from '../support/orders';

const database = useDatabase();
const parse = createParser([orderCreated]);

/** The tables that placing an order writes to. */
async function countRows() {
  const { order, outboxMessage, idempotencyRecord } = database.client;
  const [orders, messages, keys] = await Promise.all([
    order.count(),
    outboxMessage.count(),
    idempotencyRecord.count(),
  ]);
  return { orders, messages, keys };
}

function placedBy(outcome: unknown): PlacedOrder {
  if (outcome instanceof Error) throw outcome;
  return outcome as PlacedOrder;
}

describe('placeOrders', () => {
  it('inserts the order, its order.created message and the record of its key', async () => {
    const { client } = database;
    const [outcome] = await place(client, withKey(orderCommand(), 'all-three'));
    const { order, isReplayed } = placedBy(outcome);
    expect(isReplayed).toBe(false);

    const row = await client.order.findUniqueOrThrow({ where: { id: order.id } });
    expect({ ...row, amount: Number(row.amount) }).toEqual(order);
    expect(row).toMatchObject({ status: 'NEW', statusReason: null, updatedAt: order.createdAt });

    const message = await client.outboxMessage.findFirstOrThrow({ where: { subject: order.id } });
    expect(message).toMatchObject({
      type: 'order.created',
      correlationId: anyTrace.correlationId,
      publishedAt: null,
      attempts: 0,
      lastError: null,
    });
    expect(parse(message.body)).toMatchObject({
      id: message.id,
      subject: order.id,
      time: order.createdAt.toISOString(),
      correlationid: anyTrace.correlationId,
      data: { userId: 'ann', amount: 1_000, currency: 'RUB' },
    });

    const key = { userId: 'ann', path: '/api/orders', key: 'all-three' };
    const where = { userId_path_key: key };
    const record = await client.idempotencyRecord.findUniqueOrThrow({ where });
    expect(record.answer).toEqual(JSON.parse(JSON.stringify(order)));
  });

  it('copies the trace of the request into the message', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const [traced] = await placeNew(database.client, 1, { trace: { ...anyTrace, traceparent } });
    const [untraced] = await placeNew(database.client);
    const bodyOf = async (id: string | undefined) =>
      parse(
        (await database.client.outboxMessage.findFirstOrThrow({ where: { subject: id ?? '' } }))
          .body,
      );

    expect(await bodyOf(traced?.id)).toHaveProperty('traceparent', traceparent);
    expect(await bodyOf(untraced?.id)).not.toHaveProperty('traceparent');
  });

  it('places every order of a batch as requested, with ascending IDs', async () => {
    const commands = Array.from({ length: 200 }, (_, i) =>
      orderCommand({
        ...{ userId: `user-${i % 7}`, amount: 999_999_999_999 - i },
        ...{ currency: i % 2 ? 'USD' : 'RUB', description: `"${i}", {null} \\ 🛒` },
      }),
    );
    const outcomes = (await place(database.client, ...commands)).map(placedBy);

    const ids = outcomes.map(({ order }) => order.id);
    expect(ids).toEqual(ids.toSorted());
    const rows = await database.client.order.findMany({
      where: { id: { in: ids } },
      orderBy: { id: 'asc' },
    });
    expect(rows.map((row) => ({ ...row, amount: Number(row.amount) }))).toEqual(
      outcomes.map(({ order }) => order),
    );
    expect(rows).toMatchObject(
      commands.map(({ userId, amount, currency, description }) => ({
        ...{ userId, amount: BigInt(amount), currency, description },
      })),
    );
  });

  it('does nothing for an empty batch', async () => {
    expect(await place(database.client)).toEqual([]);
  });
});

describe('placeOrders after a failed statement', () => {
  afterEach(async () => {
    for (const table of ['orders', 'outbox_messages', 'idempotency_records']) {
      const statement = `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS refused_by_test`;
      await database.client.$executeRawUnsafe(statement);
    }
  });

  it.each([
    ['order', 'orders', `"description" <> 'refused'`],
    ['outbox', 'outbox_messages', `"correlation_id" <> 'refused'`],
    ['key', 'idempotency_records', `"key" <> 'refused'`],
  ])('leaves no order, outbox row or key when the %s insert fails', async (_, table, rule) => {
    const constraint = `ALTER TABLE ${table} ADD CONSTRAINT refused_by_test CHECK (${rule})`;
    await database.client.$executeRawUnsafe(constraint);
    const before = await countRows();
    const command = orderCommand({
      description: 'refused',
      trace: { correlationId: 'refused' },
    });

    const placing = place(
      database.client,
      withKey(orderCommand(), 'fine'),
      withKey(command, 'refused'),
    );

    await expect(placing).rejects.toThrow('refused_by_test');
    expect(await countRows()).toEqual(before);
  });

  it('does not affect other requests of the same batch', async () => {
    const constraint = `ALTER TABLE orders ADD CONSTRAINT refused_by_test CHECK ("amount" <> 13)`;
    await database.client.$executeRawUnsafe(constraint);
    let commits = 0;
    const placing = createTransactionBatcher({
      client: database.client,
      work: placeOrders,
      onCommit: () => {
        commits += 1;
      },
      ...{ maxBatchSize: 10, maxBacklog: 10 },
    });
    const before = await countRows();

    const amounts = [12, 13, 14];
    const outcomes = await Promise.allSettled(
      amounts.map((amount) => placing.submit(orderCommand({ amount }))),
    );

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(commits).toBe(2);
    expect((await countRows()).orders - before.orders).toBe(2);
  });
});

describe('placeOrders under an idempotency key', () => {
  it('returns the first response to a repeated request and inserts nothing', async () => {
    const command = withKey(orderCommand(), 'again');
    const [first] = await place(database.client, command);
    const before = await countRows();

    const [second] = await place(database.client, command);

    expect(second).toEqual({ order: placedBy(first).order, isReplayed: true });
    expect(await countRows()).toEqual(before);
  });

  it('returns the order of the first response after the order was settled', async () => {
    const command = withKey(orderCommand(), 'moved on');
    const { order } = placedBy((await place(database.client, command))[0]);
    await database.client.order.update({
      where: { id: order.id },
      data: { status: 'FINISHED', updatedAt: new Date() },
    });
    expect(await place(database.client, command)).toEqual([{ order, isReplayed: true }]);
  });

  it('rejects another request under the key and inserts nothing', async () => {
    await place(database.client, withKey(orderCommand(), 'taken'));
    const before = await countRows();

    const [outcome] = await place(database.client, withKey(orderCommand({ amount: 2 }), 'taken'));

    expect(outcome).toMatchObject({ code: 'idempotency_key_reused' });
    expect(await countRows()).toEqual(before);
  });

  it('treats requests of one batch like consecutive requests', async () => {
    const earlier = withKey(orderCommand(), 'from before');
    await place(database.client, earlier);
    const before = await countRows();
    const other = orderCommand({ amount: 7 });

    const outcomes = await place(
      database.client,
      withKey(orderCommand(), 'twice'),
      orderCommand(),
      withKey(other, 'twice'),
      earlier,
      withKey(orderCommand(), 'twice'),
      withKey(other, 'from before'),
      withKey(orderCommand({ userId: 'bob' }), 'twice'),
    );

    expect(
      outcomes.map((outcome) => (outcome instanceof Error ? outcome.code : outcome.isReplayed)),
    ).toEqual([
      ...[false, false, 'idempotency_key_reused', true],
      ...[true, 'idempotency_key_reused', false],
    ]);
    expect(placedBy(outcomes[4]).order).toEqual(placedBy(outcomes[0]).order);
    const after = await countRows();
    expect(after).toEqual({
      orders: before.orders + 3,
      messages: before.messages + 3,
      keys: before.keys + 2,
    });
  });

  it('places one order for 20 concurrent requests in separate transactions', async () => {
    const clients = [database.connect(), database.connect()];
    const command = withKey(orderCommand(), 'at once');
    const before = await countRows();

    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => place(clients[i % 2] ?? database.client, command)),
    );

    const placed = outcomes.flat().map(placedBy);
    expect(placed.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1);
    expect(new Set(placed.map(({ order }) => order.id)).size).toBe(1);
    expect((await countRows()).orders - before.orders).toBe(1);
  });

  it('is the first request if the earlier request was rolled back', async () => {
    const { client } = database;
    const command = withKey(orderCommand(), 'rolled back');
    let second: ReturnType<typeof place> | undefined;
    const first = client.$transaction(async (tx) => {
      await placeOrders(tx, [command]);
      second = place(client, command);
      await blockedSessions(database.client);
      throw new Error('rolled back');
    });
    await expect(first).rejects.toThrow('rolled back');

    expect(placedBy((await second)?.[0]).isReplayed).toBe(false);
  });
});
