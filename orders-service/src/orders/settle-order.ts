import { ContradictionError } from '@online-shop/shared/errors/contradiction-error';
import { recordInInbox } from '@online-shop/shared/inbox/inbox';
import type { PaymentData } from '@online-shop/shared/messages/payment-data';
import type { DeclineReason } from '@online-shop/shared/messages/payment-results';
import { findOrders, settleNewOrders, type Transition } from '../db/orders.repository';
import type { Transaction } from '../db/prisma';
import { findContradiction } from './contradiction';
import { orderNotFound } from './order.errors';

/** The decision of payments-service about an order. */
export interface PaymentResult extends PaymentData {
  readonly messageId: string;
  readonly messageType: string;
  readonly orderId: string;
  /** Null if the order was paid. */
  readonly declineReason: DeclineReason | null;
}

/** `settled`: this result settled the order. `repeated`: an earlier result settled it. */
export type SettleOutcome = 'settled' | 'repeated';

/**
 * Settles each order once. A result that was processed before changes nothing. A result for a
 * settled order changes nothing either. The inbox row and the transition commit together.
 * @throws OrderError `order_not_found` if the order was never placed here
 * @throws ContradictionError if the user, amount or currency of the result differs from the order,
 *   or if the order was settled with another result
 */
export async function settleOrders(
  tx: Transaction,
  results: readonly PaymentResult[],
): Promise<SettleOutcome[]> {
  const unseen = await recordInInbox(
    tx,
    results.map(({ messageId: id, messageType: type, orderId: subject }) => ({
      id,
      type,
      subject,
    })),
  );
  const firsts = new Map<string, PaymentResult>();
  for (const result of results) {
    if (unseen.has(result.messageId) && !firsts.has(result.orderId)) {
      firsts.set(result.orderId, result);
    }
  }
  const settled = await settleNewOrders(tx, [...firsts.values()].map(toTransition));
  const isSettledBy = (result: PaymentResult) =>
    settled.has(result.orderId) && firsts.get(result.orderId) === result;
  await checkAgainstOrders(
    tx,
    results.filter((result) => !isSettledBy(result)),
  );
  return results.map((result) => (isSettledBy(result) ? 'settled' : 'repeated'));
}

function toTransition({ orderId: id, declineReason, ...result }: PaymentResult): Transition {
  const { userId, amount, currency } = result;
  const settlement = declineReason
    ? ({ status: 'CANCELLED', statusReason: declineReason } as const)
    : ({ status: 'FINISHED', statusReason: null } as const);
  return { id, userId, amount, currency, settlement };
}

/** Checks that every result that settled no order agrees with the stored order. */
async function checkAgainstOrders(tx: Transaction, results: readonly PaymentResult[]) {
  if (results.length === 0) return;
  const orders = await findOrders(
    tx,
    results.map(({ orderId }) => orderId),
  );
  for (const result of results) {
    const order = orders.get(result.orderId);
    if (!order) throw orderNotFound(result.orderId);
    const contradiction = findContradiction(order, result);
    if (contradiction) throw new ContradictionError(contradiction);
  }
}
