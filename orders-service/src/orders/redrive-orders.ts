import { createId } from '@online-shop/shared/ids/uuid-v7';
import { appendToOutbox } from '@online-shop/shared/outbox/outbox';
import { lockOverdueOrders } from '../db/orders.repository';
import type { Transaction } from '../db/prisma';
import { createOrderEvent } from './order-event';

export interface RedriveOrders {
  /** How long an order may stay NEW after its message was published, milliseconds. */
  readonly afterMs: number;
  /** Most orders of one turn: it bounds what a long outage sends at once. */
  readonly limit: number;
}

/**
 * Tells payments-service again of orders that wait too long for their payment, and returns how many
 * these were. The message is the same as the first time, so that payments-service charges nothing
 * twice and merely repeats its answer, should that have been lost. Nothing is cancelled on a guess.
 */
export async function redriveOrders(
  tx: Transaction,
  { afterMs, limit }: RedriveOrders,
): Promise<number> {
  const olderThan = new Date(Date.now() - afterMs);
  const overdue = await lockOverdueOrders(tx, { olderThan, limit });
  await appendToOutbox(
    tx,
    overdue.map(({ order, correlationId }) =>
      createOrderEvent(order, { correlationId: correlationId ?? createId() }),
    ),
  );
  return overdue.length;
}
