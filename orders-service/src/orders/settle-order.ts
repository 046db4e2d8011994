import { recordInInbox } from '@online-shop/shared/inbox/inbox';
import type { DeclineReason } from '@online-shop/shared/messages/payment-results';
import { findOrderIds, settleNewOrders } from '../db/orders.repository';
import type { Transaction } from '../db/prisma';
import type { Settlement } from './order';
import { orderNotFound } from './order.errors';

/** What payments-service decided about an order. */
export interface PaymentResult {
  readonly messageId: string;
  readonly messageType: string;
  readonly orderId: string;
  /** Null: the order was paid. */
  readonly declineReason: DeclineReason | null;
}

/** `settled`: the order has ended with this result. `repeated`: it had ended before. */
export type SettleOutcome = 'settled' | 'repeated';

/**
 * Settles the orders, each once: a result that came before changes nothing, and neither does one
 * for an order that has ended already. The inbox row and the transition are one transaction.
 * @throws OrderError `order_not_found` for a result about an order that was never placed here
 */
export async function settleOrders(
  tx: Transaction,
  results: readonly PaymentResult[],
): Promise<SettleOutcome[]> {
  const unseen = await recordInInbox(
    tx,
    results.map((result) => ({ id: result.messageId, type: result.messageType })),
  );
  const firsts = new Map<string, PaymentResult>();
  for (const result of results) {
    if (unseen.has(result.messageId) && !firsts.has(result.orderId)) {
      firsts.set(result.orderId, result);
    }
  }
  const settled = await settleNewOrders(tx, [...firsts.values()].map(toTransition));
  await refuseUnknown(
    tx,
    [...firsts.keys()].filter((orderId) => !settled.has(orderId)),
  );
  return results.map((result) => {
    const isFirst = firsts.get(result.orderId) === result;
    return isFirst && settled.has(result.orderId) ? 'settled' : 'repeated';
  });
}

function toTransition({ orderId, declineReason }: PaymentResult) {
  const settlement: Settlement = declineReason
    ? { status: 'CANCELLED', statusReason: declineReason }
    : { status: 'FINISHED', statusReason: null };
  return { orderId, settlement };
}

/** What was not settled had ended before; what does not exist at all is a mistake to be seen. */
async function refuseUnknown(tx: Transaction, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  const known = await findOrderIds(tx, orderIds);
  const unknown = orderIds.find((orderId) => !known.has(orderId));
  if (unknown) throw orderNotFound(unknown);
}
