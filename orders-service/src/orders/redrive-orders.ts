import { createId } from '@online-shop/shared/ids/uuid-v7';
import { appendToOutbox } from '@online-shop/shared/outbox/outbox';
import { lockOverdueOrders, type RedriveWait } from '../db/orders.repository';
import type { Transaction } from '../db/prisma';
import { createOrderEvent } from './order-event';

export interface RedriveOrders extends RedriveWait {
  /** Most orders of one turn: it bounds what a long outage sends at once. */
  readonly limit: number;
}

/**
 * Tells payments-service again of orders that wait too long for their payment, and returns how many
 * these were. The message is the same as the first time, so that payments-service charges nothing
 * twice and merely repeats its answer, should that have been lost. Nothing is cancelled on a guess.
 *
 * One whose message always fails leaves a dead letter each time, so each wait is as long as all that
 * were before it: with 30 s an order is told of again when it is 30 s, 1, 2, 4, 8 min old. Once what
 * it waits for is mended, that takes no longer than it has waited by then, nor than `growsToMs`.
 */
export async function redriveOrders(tx: Transaction, options: RedriveOrders): Promise<number> {
  const overdue = await lockOverdueOrders(tx, options);
  await appendToOutbox(
    tx,
    overdue.map(({ order, correlationId }) =>
      createOrderEvent(order, { correlationId: correlationId ?? createId() }),
    ),
  );
  return overdue.length;
}
