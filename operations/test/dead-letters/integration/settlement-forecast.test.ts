import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { DeadLetter } from '../../../src/dead-letters/dead-letter';
import { createSettlementForecaster } from '../../../src/dead-letters/forecast/settlements';
import { completedLetter, failedLetter, orderLetter } from '../support/dead-letters';
import { createServiceDatabase, type ServiceDatabase } from '../support/service-database';

let database: ServiceDatabase;
beforeAll(async () => {
  database = await createServiceDatabase('orders-service');
});
afterAll(() => database?.drop());

async function placeOrder(status: string, reason: string | null = null): Promise<string> {
  const id = createId();
  await database.query(
    `INSERT INTO orders (id, user_id, amount, currency, status, status_reason,
       description, created_at, updated_at)
     VALUES ($1, 'ann', 25000, 'RUB', $2, $3, '', now(), now())`,
    [id, status, reason],
  );
  return id;
}

async function forecast(...letters: readonly DeadLetter[]): Promise<readonly string[]> {
  const forecasts = await createSettlementForecaster(database.readerUrl)(letters);
  return forecasts.map(({ effect, sentence }) => `${effect}: ${sentence}`);
}

describe('the forecast of a payment result', () => {
  test('is the final status of a NEW order', async () => {
    const [paid, unpaid] = [await placeOrder('NEW'), await placeOrder('NEW')];
    expect(
      await forecast(completedLetter({ orderId: paid }), failedLetter({ orderId: unpaid })),
    ).toEqual([
      'change: would finish the order',
      'change: would cancel the order: INSUFFICIENT_FUNDS',
    ]);
  });

  test('is no change if the order already has this status', async () => {
    const paid = await placeOrder('FINISHED');
    const unpaid = await placeOrder('CANCELLED', 'INSUFFICIENT_FUNDS');
    expect(
      await forecast(completedLetter({ orderId: paid }), failedLetter({ orderId: unpaid })),
    ).toEqual([
      'nothing: would change nothing: already finished',
      'nothing: would change nothing: already cancelled: INSUFFICIENT_FUNDS',
    ]);
  });

  test('is a contradiction if the order has another final status', async () => {
    const paid = await placeOrder('FINISHED');
    const unpaid = await placeOrder('CANCELLED', 'ACCOUNT_NOT_FOUND');
    expect(
      await forecast(failedLetter({ orderId: paid }), completedLetter({ orderId: unpaid })),
    ).toEqual([
      `contradiction: would contradict: order ${paid} has ended as paid; the result says INSUFFICIENT_FUNDS`,
      `contradiction: would contradict: order ${unpaid} has ended as ACCOUNT_NOT_FOUND; the result says paid`,
    ]);
  });

  test('is a contradiction if the result has another amount', async () => {
    const orderId = await placeOrder('NEW');
    expect(await forecast(completedLetter({ orderId, amount: 1 }))).toEqual([
      `contradiction: would contradict: order ${orderId} is for 25000 RUB of ann; the result is about 1 RUB of ann`,
    ]);
  });

  test('is a refusal of an order that was never placed', async () => {
    expect(await forecast(completedLetter())).toEqual([
      'refusal: would be refused: order_not_found',
    ]);
  });

  test('is no change if the message ID was handled before', async () => {
    const orderId = await placeOrder('NEW');
    const letter = completedLetter({ orderId });
    const { id } = JSON.parse(letter.body);
    await database.query(`INSERT INTO inbox_messages (id, type) VALUES ($1, 'test')`, [id]);
    expect(await forecast(letter)).toEqual([
      'nothing: would change nothing: its ID was handled before',
    ]);
  });

  test('is no change if an earlier dead letter has the same content', async () => {
    const orderId = await placeOrder('NEW');
    const first = completedLetter({ orderId });
    expect(await forecast(first, completedLetter({ orderId }), failedLetter({ orderId }))).toEqual([
      'change: would finish the order',
      `nothing: would change nothing: ${first.id} says the same`,
      `contradiction: would contradict ${first.id} about the same order`,
    ]);
  });

  test('is a refusal for every dead letter about an order that was never placed', async () => {
    const orderId = createId();
    const letters = [completedLetter({ orderId }), completedLetter({ orderId })];
    expect(await forecast(...letters)).toEqual([
      'refusal: would be refused: order_not_found',
      'refusal: would be refused: order_not_found',
    ]);
  });

  test('is a refusal if the message has another type', async () => {
    expect(await forecast(orderLetter())).toEqual([
      'refusal: would be refused: type must be one of payment.completed, payment.failed',
    ]);
  });
});
