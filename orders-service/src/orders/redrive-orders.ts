import { createId } from '@online-shop/shared/ids/uuid-v7';
import { appendToOutbox, markPending } from '@online-shop/shared/outbox/outbox';
import { lockOrdersToRedrive, type RedriveWait } from '../db/orders.repository';
import type { Transaction } from '../db/prisma';
import { createOrderEvent } from './order-event';

export interface RedriveOrders extends RedriveWait {
  /** Maximum number of orders of one turn: it bounds the burst after a long outage. */
  readonly limit: number;
}

/**
 * Re-drives orders that wait too long for their payment: publishes their `order.created` again, and
 * returns the number of orders. The message is the row that is in the outbox, so payments-service
 * charges nothing twice: it only repeats its result, in case the result was lost. If retention has
 * deleted the row, the same fact is appended again, under the same message ID and with a new
 * correlation ID. Re-driving never cancels an order.
 *
 * An order whose message always fails leaves a dead letter each time, so each wait is as long as all
 * waits before it, up to `growsToMs`: with 30 and 90 s an order is re-driven at the age of 30 s, 1,
 * 2, 3½ and 5 min. After recovery an order waits at most `growsToMs`.
 */
export async function redriveOrders(tx: Transaction, options: RedriveOrders): Promise<number> {
  const waiting = await lockOrdersToRedrive(tx, options);
  await markPending(
    tx,
    waiting.flatMap(({ messageId }) => messageId ?? []),
  );
  const forgotten = waiting.filter(({ messageId }) => messageId === null);
  await appendToOutbox(
    tx,
    forgotten.map(({ order }) => createOrderEvent(order, { correlationId: createId() })),
  );
  return waiting.length;
}
