import { rightAmounts } from '@online-shop/test-kit/wrong-values';
import { balanceOf, expectSoundLedger, openAccount } from '../../support/accounts';
import { useApi } from '../../support/api';
import { charge, ordersToCharge } from '../../support/orders';

const api = useApi();

const maxBalance = Number.MAX_SAFE_INTEGER;

/** Creates an account and sets its balance close to the maximum. */
async function openRichAccount(balance: number): Promise<string> {
  const { client } = api.database;
  const { userId, id } = await openAccount(client);
  const amount = BigInt(balance);
  const at = new Date();
  await client.account.update({ where: { id }, data: { balance: amount, entryCount: 1 } });
  await client.ledgerEntry.create({
    data: {
      ...{ id, accountId: id, number: 1, kind: 'DEPOSIT' },
      ...{ amount, balanceAfter: amount, createdAt: at },
    },
  });
  return userId;
}

afterEach(() => expectSoundLedger(api.database.client));

describe('POST /api/payments/deposit', () => {
  it('responds with 200 and the account after the deposit', async () => {
    const { userId, id, createdAt } = await openAccount(api.database.client, { balance: 100 });
    const { body } = await api.deposit({ userId, amount: 50 }).expect(200);

    expect(body).toStrictEqual({
      ...{ id, userId, currency: 'RUB', balance: 150, createdAt: createdAt.toISOString() },
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect((await api.get(`/api/payments/accounts/${userId}`)).body).toStrictEqual(body);
  });

  it.each(rightAmounts)('accepts the amount %s', async (json, amount) => {
    const { userId } = await openAccount(api.database.client);
    const { body } = await api.deposit(`{"userId":"${userId}","amount":${json}}`).expect(200);
    expect(body.balance).toBe(amount);
  });

  it('responds with 404 and creates no account if the user has none', async () => {
    const { body } = await api.deposit({ userId: 'nobody', amount: 1 }).expect(404);
    expect(body).toMatchObject({ type: 'urn:online-shop:problem:account-not-found' });
    expect(await api.database.client.account.count({ where: { userId: 'nobody' } })).toBe(0);
  });

  it('accepts a balance of 2^53 − 1 and responds with 422 above it', async () => {
    const userId = await openRichAccount(maxBalance - 5);
    for (const amount of [6, 7, 1_000, 999_999_999_999]) {
      const { body, type } = await api.deposit({ userId, amount }).expect(422);
      expect(type).toBe('application/problem+json');
      expect(body.type).toBe('urn:online-shop:problem:balance-limit-exceeded');
    }
    const { text } = await api.deposit({ userId, amount: 5 }).expect(200);
    expect(text).toContain('"balance":9007199254740991,');
    await api.deposit({ userId, amount: 1 }).expect(422);
    expect(await balanceOf(api.database.client, userId)).toBe(maxBalance);
  });

  it('applies all concurrent deposits and returns a different balance for each', async () => {
    const { userId } = await openAccount(api.database.client);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.deposit({ userId, amount: 10 }).expect(200)),
    );
    const balances = answers.map(({ body }) => body.balance).toSorted((a, b) => a - b);
    expect(balances).toEqual(Array.from({ length: 20 }, (_, i) => 10 * (i + 1)));
  });

  it('applies all deposits while the account is charged', async () => {
    const { userId } = await openAccount(api.database.client, { balance: 200 });
    const charging = ordersToCharge(20, { userId, amount: 10 }).map((order) =>
      charge(api.database.client, order),
    );
    const depositing = Array.from({ length: 20 }, () => api.deposit({ userId, amount: 7 }));
    await Promise.all([...charging, ...depositing]);
    expect(await balanceOf(api.database.client, userId)).toBe(20 * 7);
  });
});
