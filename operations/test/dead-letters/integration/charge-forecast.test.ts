import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { DatabaseUrls } from '../../../src/dead-letters/config';
import type { DeadLetter } from '../../../src/dead-letters/dead-letter';
import { createChargeForecaster } from '../../../src/dead-letters/forecast/charges';
import { completedLetter, createLetter, orderLetter } from '../support/dead-letters';
import { createServiceDatabase, type ServiceDatabase } from '../support/service-database';

let database: ServiceDatabase;
let orders: ServiceDatabase;
let urls: DatabaseUrls;
beforeAll(async () => {
  database = await createServiceDatabase('payments-service');
  orders = await createServiceDatabase('orders-service');
  urls = { ORDERS_DATABASE_URL: orders.readerUrl, PAYMENTS_DATABASE_URL: database.readerUrl };
});
afterAll(async () => {
  await database?.drop();
  await orders?.drop();
});

async function openAccount(balance: number, currency = 'RUB'): Promise<string> {
  const id = createId();
  await database.query(
    `INSERT INTO accounts (id, user_id, currency, balance, created_at, updated_at)
     VALUES ($1, $1::uuid::text, $2, $3, now(), now())`,
    [id, currency, balance],
  );
  return id;
}

async function recordPayment(orderId: string, reason: string | null): Promise<void> {
  await database.query(
    `INSERT INTO payments (order_id, status, reason, decided_at)
     VALUES ($1, $2, $3, now())`,
    [orderId, reason ? 'FAILED' : 'COMPLETED', reason],
  );
}

async function placeOrder(status: 'NEW' | 'FINISHED'): Promise<string> {
  const id = createId();
  await orders.query(
    `INSERT INTO orders (id, user_id, amount, currency, status, description, created_at, updated_at)
     VALUES ($1, 'ann', 25000, 'RUB', $2, '', now(), now())`,
    [id, status],
  );
  return id;
}

async function forecast(...letters: readonly DeadLetter[]): Promise<readonly string[]> {
  const forecasts = await createChargeForecaster(urls)(letters);
  return forecasts.map(({ effect, sentence }) => `${effect}: ${sentence}`);
}

describe('the forecast of an order.created', () => {
  test('is a charge if the balance is sufficient', async () => {
    const userId = await openAccount(25_000);
    expect(await forecast(orderLetter({ userId }))).toEqual(['change: would charge 250.00 RUB']);
  });

  test('formats amounts with the decimals of their currency', async () => {
    const yen = { userId: await openAccount(700, 'JPY'), amount: 700, currency: 'JPY' };
    const dinar = { userId: await openAccount(1_234, 'KWD'), amount: 1_234, currency: 'KWD' };
    expect(await forecast(orderLetter(yen), orderLetter(dinar))).toEqual([
      'change: would charge 700 JPY',
      'change: would charge 1.234 KWD',
    ]);
  });

  test('contains the reason of a decline', async () => {
    const userId = await openAccount(24_999);
    expect(
      await forecast(
        orderLetter({ userId }),
        orderLetter({ userId, currency: 'USD' }),
        orderLetter({ userId: 'nobody' }),
      ),
    ).toEqual([
      'change: would decline: INSUFFICIENT_FUNDS',
      'change: would decline: CURRENCY_MISMATCH',
      'change: would decline: ACCOUNT_NOT_FOUND',
    ]);
  });

  test('subtracts the charges of earlier dead letters', async () => {
    const userId = await openAccount(60_000);
    const letters = [orderLetter({ userId }), orderLetter({ userId }), orderLetter({ userId })];
    expect(await forecast(...letters)).toEqual([
      'change: would charge 250.00 RUB',
      'change: would charge 250.00 RUB',
      'change: would decline: INSUFFICIENT_FUNDS',
    ]);
  });

  test('subtracts the charges of earlier pages', async () => {
    const userId = await openAccount(60_000);
    const forecaster = createChargeForecaster(urls);
    const pages = [1, 2, 3].map(() => [orderLetter({ userId })]);
    const sentences: string[] = [];
    for (const page of pages) {
      for (const { sentence } of await forecaster(page)) sentences.push(sentence);
    }
    expect(sentences).toEqual([
      'would charge 250.00 RUB',
      'would charge 250.00 RUB',
      'would decline: INSUFFICIENT_FUNDS',
    ]);
  });

  test('is a repeated result if the order was decided and is not final', async () => {
    const userId = await openAccount(1_000_000);
    const [charged, declined] = [await placeOrder('NEW'), createId()];
    await recordPayment(charged, null);
    await recordPayment(declined, 'INSUFFICIENT_FUNDS');
    expect(
      await forecast(
        orderLetter({ userId: 'ann', orderId: charged }),
        orderLetter({ userId, orderId: declined }),
      ),
    ).toEqual([
      'change: would send the result again: already charged',
      'change: would send the result again: already declined: INSUFFICIENT_FUNDS',
    ]);
  });

  test('is no change if the order was decided and is final', async () => {
    const orderId = await placeOrder('FINISHED');
    await recordPayment(orderId, null);
    expect(await forecast(orderLetter({ orderId, userId: 'ann' }))).toEqual([
      'nothing: would change nothing: already charged',
    ]);
  });

  test('is a contradiction if the recorded decision has another amount', async () => {
    const orderId = createId();
    await database.query(
      `INSERT INTO payments VALUES ($1, 'COMPLETED', NULL, now(), 'ann', 25000, 'RUB')`,
      [orderId],
    );
    expect(await forecast(orderLetter({ orderId, userId: 'ann', amount: 1 }))).toEqual([
      `contradiction: would contradict: order ${orderId} was decided as 25000 RUB of ann; the message says 1 RUB of ann`,
    ]);
  });

  test.each([{ userId: 'bob' }, { amount: 1 }, { currency: 'USD' }])(
    'is a contradiction if the order was decided and differs from %p',
    async (other) => {
      const orderId = await placeOrder('FINISHED');
      await recordPayment(orderId, null);
      expect(await forecast(orderLetter({ orderId, userId: 'ann', ...other }))).toEqual([
        'contradiction: would contradict the order, which is already charged',
      ]);
    },
  );

  test('is no change if an earlier dead letter has the same content', async () => {
    const userId = await openAccount(60_000);
    const orderId = createId();
    const first = orderLetter({ userId, orderId });
    const forecaster = createChargeForecaster(urls);
    expect(await forecaster([first, orderLetter({ userId, orderId })])).toEqual([
      { effect: 'change', sentence: 'would charge 250.00 RUB' },
      { effect: 'nothing', sentence: `would change nothing: ${first.id} says the same` },
    ]);
    expect(await forecaster([orderLetter({ userId, orderId })])).toMatchObject([
      { effect: 'nothing' },
    ]);
  });

  test('is a contradiction for a second amount of the same order', async () => {
    const userId = await openAccount(60_000);
    const orderId = createId();
    const first = orderLetter({ userId, orderId });
    expect(await forecast(first, orderLetter({ userId, orderId, amount: 1 }))).toEqual([
      'change: would charge 250.00 RUB',
      `contradiction: would contradict ${first.id} about the same order`,
    ]);
  });

  test('is a refusal with all violations of the contract', async () => {
    const amount = '1';
    expect(
      await forecast(
        createLetter({ body: 'not JSON {' }),
        orderLetter({ amount, currency: 'rub' }),
        completedLetter(),
      ),
    ).toEqual([
      'refusal: would be refused: the body is not JSON',
      'refusal: would be refused: /data/amount must be integer; /data/currency must match format "currency"',
      'refusal: would be refused: type must be one of order.created',
    ]);
  });

  test('is a refusal for a user ID that the database cannot store, without an effect on others', async () => {
    const userId = await openAccount(25_000);
    expect(await forecast(orderLetter({ userId: 'a\0b' }), orderLetter({ userId }))).toEqual([
      'refusal: would be refused: /data/userId must match format "user-id"',
      'change: would charge 250.00 RUB',
    ]);
  });

  test('needs no database if no dead letter is readable', async () => {
    const url = 'postgres://nobody@127.0.0.1:1/nowhere';
    const nowhere = createChargeForecaster({ ...urls, PAYMENTS_DATABASE_URL: url });
    await expect(nowhere([createLetter({ body: '' })])).resolves.toHaveLength(1);
    await expect(nowhere([orderLetter()])).rejects.toThrow(
      'paymentsdb at 127.0.0.1:1/nowhere cannot be used: connect ECONNREFUSED 127.0.0.1:1',
    );
  });
});
