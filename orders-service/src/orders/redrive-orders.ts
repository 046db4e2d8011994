import { createId } from '@online-shop/shared/ids/uuid-v7';
import { appendToOutbox } from '@online-shop/shared/outbox/outbox';
import { lockOrdersToRedrive, type RedriveWait } from '../db/orders.repository';
import type { Transaction } from '../db/prisma';
import { createOrderEvent } from './order-event';

export interface RedriveOrders extends RedriveWait {
  /** Most orders of one turn: it bounds what a long outage sends at once. */
  readonly limit: number;
}

/**
 * Re-drives orders that wait too long for their payment: publishes their `order.created` again, and
 * returns how many these were. The message has the id and the data of the first one, so that
 * payments-service charges nothing twice and merely repeats its answer, should that have been lost.
 * Once the first one is gone from the outbox, the correlation id is a new one. Nothing is cancelled
 * on a guess.
 *
 * One whose message always fails leaves a dead letter each time, so each wait is as long as all that
 * were before it, up to `growsToMs`: with 30 and 90 s an order is re-driven when it is 30 s, 1, 2,
 * 3½, 5 min old. No longer than that has an order to wait once what it waits for is mended.
 */
export async function redriveOrders(tx: Transaction, options: RedriveOrders): Promise<number> {
  const waiting = await lockOrdersToRedrive(tx, options);
  await appendToOutbox(
    tx,
    waiting.map(({ order, correlationId }) =>
      createOrderEvent(order, { correlationId: correlationId ?? createId() }),
    ),
  );
  return waiting.length;
}
