import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { DeadLetter } from '../../../src/dead-letters/dead-letter';
import { createSettlementForecaster } from '../../../src/dead-letters/forecast/settlements';
import { completedLetter, failedLetter, orderLetter } from '../support/letters';
import { createServiceDatabase, type ServiceDatabase } from '../support/service-database';

let database: ServiceDatabase;
beforeAll(async () => {
  database = await createServiceDatabase('orders-service');
});
afterAll(() => database?.drop());

async function placeOrder(status: string, reason: string | null = null): Promise<string> {
  const id = createId();
  await database.query(
    `insert into orders (id, user_id, amount, currency, status, status_reason,
       description, created_at, updated_at)
     values ($1, 'ann', 25000, 'RUB', $2, $3, '', now(), now())`,
    [id, status, reason],
  );
  return id;
}

async function foretell(...letters: readonly DeadLetter[]): Promise<readonly string[]> {
  const forecasts = await createSettlementForecaster(database.readerUrl)(letters);
  return forecasts.map(({ sentence, isRefused }) => `${isRefused ? 'NO: ' : ''}${sentence}`);
}

describe('the forecast of a payment result', () => {
  test('is the end of an order that is NEW', async () => {
    const [paid, unpaid] = [await placeOrder('NEW'), await placeOrder('NEW')];
    expect(
      await foretell(completedLetter({ orderId: paid }), failedLetter({ orderId: unpaid })),
    ).toEqual(['would finish the order', 'would cancel the order: INSUFFICIENT_FUNDS']);
  });

  test('is the end that the order has had before', async () => {
    const paid = await placeOrder('FINISHED');
    const unpaid = await placeOrder('CANCELLED', 'INSUFFICIENT_FUNDS');
    expect(
      await foretell(completedLetter({ orderId: paid }), failedLetter({ orderId: unpaid })),
    ).toEqual(['already finished', 'already cancelled: INSUFFICIENT_FUNDS']);
  });

  test('says so where the order has ended otherwise', async () => {
    const paid = await placeOrder('FINISHED');
    const unpaid = await placeOrder('CANCELLED', 'ACCOUNT_NOT_FOUND');
    expect(
      await foretell(failedLetter({ orderId: paid }), completedLetter({ orderId: unpaid })),
    ).toEqual([
      'already finished, which contradicts this result',
      'already cancelled: ACCOUNT_NOT_FOUND, which contradicts this result',
    ]);
  });

  test('is a refusal of an order that was never placed', async () => {
    expect(await foretell(completedLetter())).toEqual(['NO: would be refused: order_not_found']);
  });

  test('is nothing where the message id was handled before', async () => {
    const orderId = await placeOrder('NEW');
    await database.query(`insert into inbox_messages (id, type) values ($1, 'test')`, [orderId]);
    expect(await foretell(completedLetter({ orderId }))).toEqual([
      'would change nothing: its id was handled before',
    ]);
  });

  test('is nothing more for a second result of the same order', async () => {
    const orderId = await placeOrder('NEW');
    const first = completedLetter({ orderId });
    expect(await foretell(first, failedLetter({ orderId }))).toEqual([
      'would finish the order',
      `would change nothing more: ${first.id} is about the same order`,
    ]);
  });

  test('is a refusal of another type', async () => {
    expect(await foretell(orderLetter())).toEqual([
      'NO: would be refused: type must be one of payment.completed, payment.failed',
    ]);
  });
});
