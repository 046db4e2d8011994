import { balanceOf, deposit, expectSoundLedger, openAccount } from '../../support/accounts';
import { useApi } from '../../support/api';

const api = useApi();

let keys = 0;
function createKey() {
  keys += 1;
  return { 'Idempotency-Key': `key-${keys}` };
}

async function openUser(balance = 0): Promise<string> {
  const { userId } = await openAccount(api.database.client, { balance });
  return userId;
}

afterEach(() => expectSoundLedger(api.database.client));

describe('POST /api/payments/deposit with an Idempotency-Key', () => {
  it('adds the money once and returns the first response again', async () => {
    const userId = await openUser();
    const key = createKey();
    const first = await api.deposit({ userId, amount: 10 }, key).expect(200);
    await deposit(api.database.client, { userId, amount: 1_000 });

    const again = await api.deposit({ userId, amount: 10 }, key).expect(200);

    expect(again.text).toBe(first.text);
    expect(again.body.balance).toBe(10);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect(await balanceOf(api.database.client, userId)).toBe(1_010);
  });

  it('returns the first response again if a new deposit would exceed the limit', async () => {
    const userId = await openUser();
    const key = createKey();
    await api.deposit({ userId, amount: 10 }, key).expect(200);
    const { client } = api.database;
    const { id } = await client.account.findUniqueOrThrow({ where: { userId } });
    const balance = BigInt(Number.MAX_SAFE_INTEGER);
    await client.account.update({ where: { id }, data: { balance, entryCount: 2 } });
    const entry = { id, accountId: id, number: 2, kind: 'DEPOSIT' as const };
    const amounts = { amount: balance - 10n, balanceAfter: balance };
    await client.ledgerEntry.create({ data: { ...entry, ...amounts, createdAt: new Date() } });

    expect((await api.deposit({ userId, amount: 10 }, key).expect(200)).body.balance).toBe(10);
  });

  it('rejects another body under the key with 422', async () => {
    const userId = await openUser();
    const key = createKey();
    await api.deposit({ userId, amount: 10 }, key).expect(200);
    const { body } = await api.deposit({ userId, amount: 11 }, key).expect(422);
    expect(body.type).toBe('urn:online-shop:problem:idempotency-key-reused');
    expect(await balanceOf(api.database.client, userId)).toBe(10);
  });

  it('adds the money once for 20 concurrent requests', async () => {
    const userId = await openUser();
    const key = createKey();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.deposit({ userId, amount: 10 }, key).expect(200)),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const firsts = answers.filter(({ headers }) => headers['idempotency-replayed'] !== 'true');
    expect(firsts).toHaveLength(1);
    expect(await balanceOf(api.database.client, userId)).toBe(10);
  });

  it('does not use up the key if the deposit is rejected', async () => {
    const key = createKey();
    const userId = `later-${keys}`;
    await api.deposit({ userId, amount: 10 }, key).expect(404);
    await openAccount(api.database.client, { userId });
    await api.deposit({ userId, amount: 10 ** 13 }, key).expect(400);
    const { headers } = await api.deposit({ userId, amount: 20 }, key).expect(200);
    expect(headers).not.toHaveProperty('idempotency-replayed');
  });
});

describe('POST /api/payments/accounts with an Idempotency-Key', () => {
  it('creates the account once and returns the first response again instead of 409', async () => {
    const key = createKey();
    const userId = `opened-${keys}`;
    const first = await api.createAccount({ userId }, key).expect(201);
    await deposit(api.database.client, { userId, amount: 5 });

    const again = await api.createAccount({ userId }, key).expect(201);

    expect(again.text).toBe(first.text);
    expect(again.headers.location).toBe(first.headers.location);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('rejects another body under the key with 422 and another key with 409', async () => {
    const key = createKey();
    const userId = `other-${keys}`;
    await api.createAccount({ userId }, key).expect(201);
    await api.createAccount({ userId, currency: 'USD' }, key).expect(422);
    await api.createAccount({ userId }, createKey()).expect(409);
  });

  it('does not use up the key if the account is rejected', async () => {
    const key = createKey();
    const userId = await openUser();
    await api.createAccount({ userId }, key).expect(409);
    await api.createAccount({ userId }, key).expect(409);
    expect(await api.database.client.idempotencyRecord.count({ where: { userId } })).toBe(0);
  });

  it('sends equal responses to 20 concurrent requests', async () => {
    const key = createKey();
    const userId = `twenty-${keys}`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.createAccount({ userId }, key).expect(201)),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it('distinguishes the same key on another path', async () => {
    const key = createKey();
    const userId = `paths-${keys}`;
    await api.createAccount({ userId }, key).expect(201);
    const { body, headers } = await api.deposit({ userId, amount: 1 }, key).expect(200);
    expect(body.balance).toBe(1);
    expect(headers).not.toHaveProperty('idempotency-replayed');
  });
});
