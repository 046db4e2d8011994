/**
 * Charging: every order is decided once and for good, and its result is published again for every
 * repetition of its message.
 *
 * A batch is one transaction: inbox rows, decisions, balances, ledger entries and the outbox
 * messages that report them. Three things prevent a second charge, one behind the other:
 * 1. the inbox: of two concurrent deliveries of a message, the second waits for the first to end;
 * 2. the decision on record: a message about a decided order, also after retention has deleted its
 *    inbox row, gets the first decision as its result;
 * 3. the primary key of the decision and UNIQUE (order_id) in the ledger: of two consumers that
 *    decide the same order at once, the second fails as a whole and finds the first decision when it
 *    runs again.
 *
 * A message whose user, amount or currency differs from the decision on record has no effect.
 */
import { ContradictionError } from '@online-shop/shared/errors/contradiction-error';
import { recordInInbox } from '@online-shop/shared/inbox/inbox';
import type { Trace } from '@online-shop/shared/messages/create-event';
import { appendToOutbox } from '@online-shop/shared/outbox/outbox';
import { lockAccountsOfUsers, recordMovements } from '../db/accounts.repository';
import { findPayments, insertPayments } from '../db/payments.repository';
import type { Transaction } from '../db/prisma';
import type { Movement } from './account';
import { type Decision, decideCharges, type OrderToCharge } from './decide-charges';
import {
  createResultEvent,
  findContradiction,
  type Payment,
  type RecordedPayment,
} from './payment';

/** An `order.created` that was received. */
export interface ChargeOrder extends OrderToCharge {
  readonly messageId: string;
  readonly messageType: string;
  readonly trace: Trace;
}

/**
 * Decides each order that is new, and publishes the result of every order, again if it is not new.
 * @throws ContradictionError for a message about another user, amount or currency than the decision
 *   on record
 */
export async function chargeOrders(
  tx: Transaction,
  messages: readonly ChargeOrder[],
): Promise<RecordedPayment[]> {
  const orders = [...new Map(messages.map((message) => [message.orderId, message])).values()];
  await recordInInbox(
    tx,
    messages.map(({ messageId: id, messageType: type, orderId: subject }) => ({
      id,
      type,
      subject,
    })),
  );
  const accounts = await lockAccountsOfUsers(tx, [...new Set(orders.map((each) => each.userId))]);
  // Only under the locks: a transaction that decided one of these orders before has committed by now.
  const earlier = await findPayments(
    tx,
    orders.map((order) => order.orderId),
  );
  const decidedAt = new Date();
  const decisions = decideCharges(
    accounts,
    orders.filter((order) => !earlier.has(order.orderId)),
  );
  const payments = decisions.map((decision) => toPayment(decision, decidedAt));

  await insertPayments(tx, payments);
  await recordMovements(tx, decisions.flatMap(toMovement), decidedAt);

  const decided = new Map<string, RecordedPayment>(earlier);
  for (const payment of payments) decided.set(payment.orderId, payment);
  const results = messages.map((message) => paymentOf(message, decided));
  await appendToOutbox(
    tx,
    orders.map((order) => createResultEvent(order, paymentOf(order, decided))),
  );
  return results;
}

/** @throws ContradictionError if the message says something else than the payment */
function paymentOf(message: ChargeOrder, decided: ReadonlyMap<string, RecordedPayment>) {
  const payment = decided.get(message.orderId) as RecordedPayment;
  const contradiction = findContradiction(payment, message);
  if (contradiction) throw new ContradictionError(contradiction);
  return payment;
}

function toMovement(decision: Decision): Movement[] {
  if (decision.kind === 'declined') return [];
  const { order, account, balanceAfter } = decision;
  const { orderId, amount } = order;
  return [{ account, kind: 'PAYMENT', amount: -amount, balanceAfter, orderId }];
}

function toPayment(decision: Decision, decidedAt: Date): Payment {
  const reason = decision.kind === 'declined' ? decision.reason : null;
  const { orderId, userId, amount, currency } = decision.order;
  return { orderId, userId, amount, currency, reason, decidedAt };
}
