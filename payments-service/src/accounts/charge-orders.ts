/**
 * Charges orders.
 *
 * Guarantee: every order is decided exactly once. Each repetition of its message publishes the same
 * result again.
 *
 * One batch is one transaction: inbox rows, decisions, balances, ledger entries, and the outbox
 * messages that report the decisions. Three mechanisms prevent a second charge:
 * 1. The inbox: of two concurrent deliveries of one message, the second waits for the transaction
 *    of the first.
 * 2. The recorded decision: a message about a decided order gets the first decision as its result,
 *    even after retention has deleted its inbox row.
 * 3. The primary key of the decision and UNIQUE (order_id) in the ledger: if two consumers decide
 *    the same order concurrently, the second transaction fails. Its retry finds the first decision.
 *
 * A message whose user, amount or currency differs from the recorded decision has no effect.
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

/** A received `order.created` message. */
export interface ChargeOrder extends OrderToCharge {
  readonly messageId: string;
  readonly messageType: string;
  readonly trace: Trace;
}

/**
 * Decides each undecided order, and publishes the result of every order.
 * @throws ContradictionError if the user, amount or currency of a message differs from the recorded
 *   decision
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
  // Read under the account locks: every transaction that decided one of these orders has committed
  // by now.
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

/** @throws ContradictionError if the message contradicts the payment */
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
