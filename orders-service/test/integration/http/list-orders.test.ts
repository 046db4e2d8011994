import { encodeCursor } from '@online-shop/shared/pagination/cursor';
import { smallestOrder, useApi } from '../../support/api';
import { placeNew } from '../../support/orders';

const api = useApi();

let users = 0;
/** Creates a user with this number of orders and returns the IDs, newest first. */
async function createUser(count: number): Promise<{ userId: string; ids: string[] }> {
  users += 1;
  const userId = `user-${users}`;
  const orders = count > 0 ? await placeNew(api.database.client, count, { userId }) : [];
  return { userId, ids: orders.map(({ id }) => id).reverse() };
}

async function getPage(userId: string, query: object = {}) {
  const { body } = await api.get(`/api/orders/user/${userId}`).query(query).expect(200);
  expect(Object.keys(body)).toEqual(['items', 'nextCursor']);
  return body as { items: { id: string; userId: string }[]; nextCursor: string | null };
}

const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

/** The fields that the 400 response lists. */
async function wrongFieldsOf(path: string): Promise<string[]> {
  const { body } = await api.get(path).expect(400);
  return body.errors.map((error: { in: string; path: string }) => `${error.in} ${error.path}`);
}

describe('GET /api/orders/user/{userId}', () => {
  it('lists the orders of the user, newest first, as GET /api/orders/{id} returns them', async () => {
    const { userId, ids } = await createUser(3);
    const page = await getPage(userId);

    expect(idsOf(page.items)).toEqual(ids);
    expect(page.nextCursor).toBeNull();
    for (const item of page.items) {
      expect((await api.get(`/api/orders/${item.id}`)).body).toStrictEqual(item);
    }
  });

  it('returns an empty page for an unknown user', async () => {
    expect(await getPage('nobody')).toEqual({ items: [], nextCursor: null });
  });

  it.each(['__proto__', 'A.b_c:d@e-9'])('lists only the orders of the user %s', async (userId) => {
    await api.post({ ...smallestOrder, userId }).expect(201);
    const { items } = await getPage(userId);
    expect(items.map((item) => item.userId)).toEqual([userId]);
    expect((await getPage(userId.toUpperCase())).items).toEqual([]);
  });

  it('returns 50 orders per page by default', async () => {
    const { userId, ids } = await createUser(51);
    const first = await getPage(userId);
    expect(idsOf(first.items)).toEqual(ids.slice(0, 50));
    const last = await getPage(userId, { cursor: first.nextCursor });
    expect(idsOf(last.items)).toEqual(ids.slice(50));
    expect(last.nextCursor).toBeNull();
  });

  it('accepts a limit from 1 to 200', async () => {
    const { userId, ids } = await createUser(201);
    expect(idsOf((await getPage(userId, { limit: 1 })).items)).toEqual(ids.slice(0, 1));
    expect(idsOf((await getPage(userId, { limit: 200 })).items)).toEqual(ids.slice(0, 200));
  });

  it('returns no cursor on a full last page', async () => {
    const { userId, ids } = await createUser(4);
    const first = await getPage(userId, { limit: 2 });
    const last = await getPage(userId, { limit: 2, cursor: first.nextCursor });
    expect(idsOf(last.items)).toEqual(ids.slice(2));
    expect(last.nextCursor).toBeNull();
  });

  it('allows a different limit per page and repeated requests for a page', async () => {
    const { userId, ids } = await createUser(6);
    const { nextCursor: cursor } = await getPage(userId, { limit: 2 });
    for (const limit of [1, 3, 1]) {
      const page = await getPage(userId, { limit, cursor });
      expect(idsOf(page.items)).toEqual(ids.slice(2, 2 + limit));
    }
  });

  it('neither skips nor repeats an order while new orders arrive', async () => {
    const { userId, ids } = await createUser(20);
    let isPaging = true;
    const placing = (async () => {
      while (isPaging) await placeNew(api.database.client, 3, { userId });
    })();

    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await getPage(userId, { limit: 3, ...(cursor ? { cursor } : {}) });
      seen.push(...idsOf(page.items));
      cursor = page.nextCursor;
    } while (cursor);
    isPaging = false;
    await placing;

    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(seen.toSorted().reverse());
    expect(seen.filter((id) => ids.includes(id))).toEqual(ids);
  });
});

describe('GET /api/orders/user/{userId} with an invalid request', () => {
  const path = '/api/orders/user/ann';

  it.each([
    ...['', '0', '201', '-1', '1.5', '1e1', '+5', '05', '%205', 'x', 'NaN', '99999999999999999999'],
    ...['1&limit=1', '0x10', '%EF%BC%91'],
  ])('rejects limit=%s', async (limit) => {
    expect(await wrongFieldsOf(`${path}?limit=${limit}`)).toEqual(['query limit']);
  });

  it.each(['%20', 'a%20b', '%C3%A9', '_', '..', 'a'.repeat(65)])(
    'rejects the user ID %s',
    async (userId) => {
      expect(await wrongFieldsOf(`/api/orders/user/${userId}`)).toEqual(['path userId']);
    },
  );

  it('lists unknown and malformed query parameters together', async () => {
    const fields = await wrongFieldsOf(`${path}?limt=1&limit=x`);
    expect(fields).toEqual(['query limit', 'query limt']);
  });

  it('rejects a cursor of another list', async () => {
    const { userId } = await createUser(2);
    const { nextCursor } = await getPage(userId, { limit: 1 });
    const cursor = String(nextCursor);
    const wrong = [
      ...['', 'x', 'null', `${cursor}A`, cursor.slice(1), cursor.slice(0, -1), `${cursor}=`],
      ...[`${cursor}&cursor=${cursor}`, cursor.toLowerCase(), 'A'.repeat(600)],
      encodeCursor({ list: `/api/payments/accounts/${userId}/transactions`, position: '1' }),
      encodeCursor({ list: `/api/orders/user/${userId}`, position: 'no id' }),
    ];
    for (const each of wrong) {
      const fields = await wrongFieldsOf(`/api/orders/user/${userId}?cursor=${each}`);
      expect(fields).toEqual(['query cursor']);
    }
    const { userId: other } = await createUser(2);
    expect(await wrongFieldsOf(`/api/orders/user/${other}?cursor=${cursor}`)).toEqual([
      'query cursor',
    ]);
  });

  it('lists all errors in one response', async () => {
    const fields = await wrongFieldsOf('/api/orders/user/_?limit=0&cursor=abc');
    expect(fields.toSorted()).toEqual(['path userId', 'query cursor', 'query limit']);
  });
});
