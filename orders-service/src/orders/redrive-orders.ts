import { createId } from '@online-shop/shared/ids/uuid-v7';
import { appendToOutbox, markPending } from '@online-shop/shared/outbox/outbox';
import { lockOrdersToRedrive, type RedriveWait } from '../db/orders.repository';
import type { Transaction } from '../db/prisma';
import { createOrderEvent } from './order-event';

export interface RedriveOrders extends RedriveWait {
  /** Maximum number of orders per turn. It bounds the load after a long outage. */
  readonly limit: number;
}

/**
 * Re-drives orders that wait too long for their payment: publishes their `order.created` messages
 * again, and returns the number of orders. The outbox row of the message is published again, so
 * payments-service charges no order twice. It only publishes its result again, in case the result
 * was lost. If retention has deleted the row, the message is appended again under the same message
 * ID, with a new correlation ID. Re-driving never cancels an order.
 *
 * An order whose message always fails causes one dead letter per re-drive. To limit them, each wait
 * is as long as all earlier waits together, up to `growsToMs`. With 30 s and 90 s an order is
 * re-driven at the age of 30 s, 1 min, 2 min, 3½ min and 5 min. After recovery an order waits at
 * most `growsToMs`.
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
