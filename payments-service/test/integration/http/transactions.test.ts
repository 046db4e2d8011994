import { createId } from '@online-shop/shared/ids/uuid-v7';
import { encodeCursor } from '@online-shop/shared/pagination/cursor';
import { deposit, openAccount } from '../../support/accounts';
import { useApi } from '../../support/api';
import { charge, orderToCharge } from '../../support/orders';

const api = useApi();

interface Transaction {
  readonly id: string;
  readonly amount: number;
  readonly balanceAfter: number;
}

const pathOf = (userId: string) => `/api/payments/accounts/${userId}/transactions`;

async function getPage(userId: string, query: object = {}) {
  const { body } = await api.get(pathOf(userId)).query(query).expect(200);
  expect(Object.keys(body)).toEqual(['items', 'nextCursor']);
  return body as { items: Transaction[]; nextCursor: string | null };
}

async function getAll(userId: string, limit: number): Promise<Transaction[]> {
  const all: Transaction[] = [];
  let cursor: string | null = null;
  do {
    const page = await getPage(userId, { limit, ...(cursor ? { cursor } : {}) });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}

/** Creates an account with this number of deposits of 1. */
async function openWithDeposits(count: number): Promise<string> {
  const { userId } = await openAccount(api.database.client);
  for (let i = 0; i < count; i += 1) await deposit(api.database.client, { userId, amount: 1 });
  return userId;
}

function expectChain(newestFirst: readonly Transaction[]): void {
  for (const [i, { amount, balanceAfter }] of newestFirst.entries()) {
    expect(balanceAfter).toBe((newestFirst[i + 1]?.balanceAfter ?? 0) + amount);
  }
}

/** The fields that the 400 response lists. */
async function wrongFieldsOf(path: string): Promise<string[]> {
  const { body } = await api.get(path).expect(400);
  return body.errors.map((error: { in: string; path: string }) => `${error.in} ${error.path}`);
}

describe('GET /api/payments/accounts/{userId}/transactions', () => {
  it('lists deposits and payments, newest first, exactly as documented', async () => {
    const { userId } = await openAccount(api.database.client, { balance: 1_000 });
    const order = orderToCharge({ userId, amount: 300 });
    await charge(api.database.client, order);

    const { items, nextCursor } = await getPage(userId);

    const made = { id: expect.any(String), createdAt: expect.stringMatching(/\.\d{3}Z$/) };
    expect(items).toStrictEqual([
      { ...made, kind: 'PAYMENT', amount: -300, balanceAfter: 700, orderId: order.orderId },
      { ...made, kind: 'DEPOSIT', amount: 1_000, balanceAfter: 1_000, orderId: null },
    ]);
    expect(nextCursor).toBeNull();
  });

  it('returns an empty page for an account without transactions', async () => {
    const { userId } = await openAccount(api.database.client);
    expect(await getPage(userId)).toEqual({ items: [], nextCursor: null });
  });

  it('omits declined orders and other users', async () => {
    const userId = await openWithDeposits(1);
    const other = await openWithDeposits(2);
    await charge(api.database.client, orderToCharge({ userId, amount: 2 }));
    expect((await getPage(userId)).items).toHaveLength(1);
    expect((await getPage(other)).items).toHaveLength(2);
  });

  it('sorts by entry number, not by ID or time', async () => {
    const { userId, id: accountId } = await openAccount(api.database.client);
    const ids = Array.from({ length: 5 }, createId).reverse();
    const entries = ids.map((id, i) => ({
      ...{ id, accountId, number: i + 1, kind: 'DEPOSIT' as const },
      ...{ amount: 1n, balanceAfter: BigInt(i + 1), createdAt: new Date(Date.now() - i * 1_000) },
    }));
    await api.database.client.ledgerEntry.createMany({ data: entries });

    const all = await getAll(userId, 2);
    expect(all.map(({ id }) => id)).toEqual(ids.toReversed());
    expectChain(all);
  });

  it('returns 50 transactions per page by default', async () => {
    const userId = await openWithDeposits(51);
    const first = await getPage(userId);
    expect(first.items.map(({ balanceAfter }) => balanceAfter)).toEqual(
      Array.from({ length: 50 }, (_, i) => 51 - i),
    );
    const last = await getPage(userId, { cursor: first.nextCursor });
    expect(last.items.map(({ balanceAfter }) => balanceAfter)).toEqual([1]);
    expect(last.nextCursor).toBeNull();
    expect((await getPage(userId, { limit: 51 })).nextCursor).toBeNull();
  });

  it('returns consecutive balances under concurrent changes', async () => {
    const { userId } = await openAccount(api.database.client, { balance: 100 });
    const clients = [api.database.connect(), api.database.connect()];
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => {
        const client = clients[i % 2] ?? api.database.client;
        return i % 4
          ? charge(client, ...[3, 5].map((amount) => orderToCharge({ userId, amount })))
          : deposit(client, { userId, amount: 7 });
      }),
    );
    const all = await getAll(userId, 7);
    expectChain(all);
    const { body } = await api.get(`/api/payments/accounts/${userId}`);
    expect(all[0]?.balanceAfter).toBe(body.balance);
    expect(all.reduce((sum, { amount }) => sum + amount, 0)).toBe(body.balance);
  });

  it('neither skips nor repeats a transaction while new ones arrive', async () => {
    const userId = await openWithDeposits(20);
    let isPaging = true;
    const depositing = (async () => {
      while (isPaging) await deposit(api.database.client, { userId, amount: 2 });
    })();
    const seen = await getAll(userId, 3);
    isPaging = false;
    await depositing;

    expectChain(seen);
    expect(seen.filter(({ amount }) => amount === 1)).toHaveLength(20);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
  });
});

describe('GET /api/payments/accounts/{userId}/transactions with an invalid request', () => {
  it.each(['', '0', '201', '-1', '1.5', '1e1', '05', 'x', '1&limit=1'])(
    'rejects limit=%s',
    async (limit) => {
      expect(await wrongFieldsOf(`${pathOf('ann')}?limit=${limit}`)).toEqual(['query limit']);
    },
  );

  it('rejects a cursor of another list', async () => {
    const userId = await openWithDeposits(2);
    const other = await openWithDeposits(2);
    const cursor = String((await getPage(userId, { limit: 1 })).nextCursor);
    expect(await wrongFieldsOf(`${pathOf(other)}?cursor=${cursor}`)).toEqual(['query cursor']);
    const forged = ['0', '-1', '2147483648', '9999999999', '1.5', 'x', ''].map((position) =>
      encodeCursor({ list: pathOf(userId), position }),
    );
    for (const each of ['', 'x', `${cursor}A`, cursor.slice(1), ...forged]) {
      const fields = await wrongFieldsOf(`${pathOf(userId)}?cursor=${each}`);
      expect(fields).toEqual(['query cursor']);
    }
  });

  it('lists all errors in one response', async () => {
    const fields = await wrongFieldsOf(`${pathOf('_')}?limit=0&cursor=abc`);
    expect(fields.toSorted()).toEqual(['path userId', 'query cursor', 'query limit']);
  });
});
