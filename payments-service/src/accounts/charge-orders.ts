/**
 * Charging: every order is decided once and for good, and the answer is sent as often as it is
 * asked for.
 *
 * All of a batch happens in one transaction: inbox rows, the decisions, balances, ledger entries
 * and the outbox messages that tell of them. What keeps a second charge away, one behind the other:
 * 1. the inbox: of two deliveries of a message at once, the second waits for the first to end;
 * 2. the decision on record: the same order under another message, or after its inbox row was
 *    cleaned up, is answered with what was decided first;
 * 3. the primary key of the decision and UNIQUE (order_id) in the ledger: of two consumers that
 *    decide the same order at once, the second fails as a whole and finds the first's decision
 *    when it is run again.
 */
import { recordInInbox } from '@online-shop/shared/inbox/inbox';
import type { Trace } from '@online-shop/shared/messages/create-event';
import { appendToOutbox } from '@online-shop/shared/outbox/outbox';
import { lockAccountsOfUsers, recordMovements } from '../db/accounts.repository';
import { findPayments, insertPayments } from '../db/payments.repository';
import type { Transaction } from '../db/prisma';
import type { Movement } from './account';
import { type Decision, decideCharges, type OrderToCharge } from './decide-charges';
import { createResultEvent, type Payment } from './payment';

/** An `order.created` that was received. */
export interface ChargeOrder extends OrderToCharge {
  readonly messageId: string;
  readonly messageType: string;
  readonly trace: Trace;
}

/** Decides each order that is new, and sends every order's result (again): what it returns. */
export async function chargeOrders(
  tx: Transaction,
  messages: readonly ChargeOrder[],
): Promise<Payment[]> {
  const orders = [...new Map(messages.map((message) => [message.orderId, message])).values()];
  await recordInInbox(
    tx,
    messages.map((message) => ({ id: message.messageId, type: message.messageType })),
  );
  const accounts = await lockAccountsOfUsers(tx, [...new Set(orders.map((each) => each.userId))]);
  // Only under the locks: whoever decided one of these orders before has committed by now.
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

  const decided = new Map([...earlier, ...payments.map((each) => [each.orderId, each] as const)]);
  const paymentOf = ({ orderId }: ChargeOrder) => decided.get(orderId) as Payment;
  await appendToOutbox(
    tx,
    orders.map((order) => createResultEvent(order, paymentOf(order))),
  );
  return messages.map(paymentOf);
}

function toMovement(decision: Decision): Movement[] {
  if (decision.kind === 'declined') return [];
  const { order, account, balanceAfter } = decision;
  const { orderId, amount } = order;
  return [{ account, kind: 'PAYMENT', amount: -amount, balanceAfter, orderId }];
}

function toPayment(decision: Decision, decidedAt: Date): Payment {
  const reason = decision.kind === 'declined' ? decision.reason : null;
  return { orderId: decision.order.orderId, reason, decidedAt };
}
