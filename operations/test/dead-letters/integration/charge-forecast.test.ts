import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { DeadLetter } from '../../../src/dead-letters/dead-letter';
import { createChargeForecaster } from '../../../src/dead-letters/forecast/charges';
import { completedLetter, createLetter, orderLetter } from '../support/letters';
import { createServiceDatabase, type ServiceDatabase } from '../support/service-database';

let database: ServiceDatabase;
beforeAll(async () => {
  database = await createServiceDatabase('payments-service');
});
afterAll(() => database?.drop());

async function openAccount(balance: number, currency = 'RUB'): Promise<string> {
  const id = createId();
  await database.query(
    `insert into accounts (id, user_id, currency, balance, created_at, updated_at)
     values ($1, $1::uuid::text, $2, $3, now(), now())`,
    [id, currency, balance],
  );
  return id;
}

async function recordPayment(orderId: string, reason: string | null): Promise<void> {
  await database.query(
    `insert into payments (order_id, status, reason, decided_at)
     values ($1, $2, $3, now())`,
    [orderId, reason ? 'FAILED' : 'COMPLETED', reason],
  );
}

async function foretell(...letters: readonly DeadLetter[]): Promise<readonly string[]> {
  const forecasts = await createChargeForecaster(database.readerUrl)(letters);
  return forecasts.map(({ sentence, isRefused }) => `${isRefused ? 'NO: ' : ''}${sentence}`);
}

describe('the forecast of an order.created', () => {
  test('is a charge where the balance covers it', async () => {
    const userId = await openAccount(25_000);
    expect(await foretell(orderLetter({ userId }))).toEqual(['would charge 250.00 RUB']);
  });

  test('writes money as its currency is written', async () => {
    const yen = { userId: await openAccount(700, 'JPY'), amount: 700, currency: 'JPY' };
    const dinar = { userId: await openAccount(1_234, 'KWD'), amount: 1_234, currency: 'KWD' };
    expect(await foretell(orderLetter(yen), orderLetter(dinar))).toEqual([
      'would charge 700 JPY',
      'would charge 1.234 KWD',
    ]);
  });

  test('is the reason why it would be declined', async () => {
    const userId = await openAccount(24_999);
    expect(
      await foretell(
        orderLetter({ userId }),
        orderLetter({ userId, currency: 'USD' }),
        orderLetter({ userId: 'nobody' }),
      ),
    ).toEqual([
      'would decline: INSUFFICIENT_FUNDS',
      'would decline: CURRENCY_MISMATCH',
      'would decline: ACCOUNT_NOT_FOUND',
    ]);
  });

  test('counts what the letters before it would take', async () => {
    const userId = await openAccount(60_000);
    const letters = [orderLetter({ userId }), orderLetter({ userId }), orderLetter({ userId })];
    expect(await foretell(...letters)).toEqual([
      'would charge 250.00 RUB',
      'would charge 250.00 RUB',
      'would decline: INSUFFICIENT_FUNDS',
    ]);
  });

  test('is what was decided before, whatever the balance is now', async () => {
    const userId = await openAccount(1_000_000);
    const [charged, declined] = [createId(), createId()];
    await recordPayment(charged, null);
    await recordPayment(declined, 'INSUFFICIENT_FUNDS');
    expect(
      await foretell(
        orderLetter({ userId, orderId: charged }),
        orderLetter({ userId, orderId: declined }),
      ),
    ).toEqual(['already charged', 'already declined: INSUFFICIENT_FUNDS']);
  });

  test('is nothing more for a second letter about the same order', async () => {
    const userId = await openAccount(60_000);
    const orderId = createId();
    const first = orderLetter({ userId, orderId });
    expect(await foretell(first, orderLetter({ userId, orderId }))).toEqual([
      'would charge 250.00 RUB',
      `would change nothing more: ${first.id} is about the same order`,
    ]);
  });

  test('is a refusal that names everything that breaks the contract', async () => {
    const amount = '1';
    expect(
      await foretell(
        createLetter({ body: 'not JSON {' }),
        orderLetter({ amount, currency: 'rub' }),
        completedLetter(),
      ),
    ).toEqual([
      'NO: would be refused: the body is not JSON',
      'NO: would be refused: /data/amount must be integer; /data/currency must match pattern "^[A-Z]{3}$"',
      'NO: would be refused: type must be one of order.created',
    ]);
  });

  test('is a refusal of what the database cannot store, which hurts no neighbour', async () => {
    const userId = await openAccount(25_000);
    expect(await foretell(orderLetter({ userId: 'a\0b' }), orderLetter({ userId }))).toEqual([
      'NO: would be refused: PostgreSQL takes no NUL in a user id',
      'would charge 250.00 RUB',
    ]);
  });

  test('needs no database where no letter is readable', async () => {
    const nowhere = createChargeForecaster('postgres://nobody@127.0.0.1:1/nowhere');
    await expect(nowhere([createLetter({ body: '' })])).resolves.toHaveLength(1);
    await expect(nowhere([orderLetter()])).rejects.toThrow(
      'paymentsdb at 127.0.0.1:1/nowhere cannot be used: connect ECONNREFUSED 127.0.0.1:1',
    );
  });
});
