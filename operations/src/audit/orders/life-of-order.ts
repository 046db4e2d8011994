import { createParser } from '@online-shop/shared/messages/contract';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import type { CheckName } from '../checks/check';
import type { Merged } from './merge-by-id';
import type { ChargeRow, OrderRow, PaymentRow } from './order-records';

/** The places of an order's life, in the order in which it passes them. */
export const places = {
  new: 'accepted; its message waits to be sent',
  outboxPending: 'its message was tried in vain, and waits for the next try',
  inFlight: 'its message is out; no decision yet',
  charged: 'charged; the result is under way',
  declined: 'declined; the result is under way',
  finished: 'settled: charged',
  cancelled: 'settled: not charged, and never will be',
} as const;

export type Place = keyof typeof places;

/** What both databases have of one order. */
export type OrderRecord = Merged<{
  readonly order: OrderRow;
  readonly payment: PaymentRow;
  readonly charge: ChargeRow;
}>;

export function placeOf(order: OrderRow, payment: PaymentRow | undefined): Place {
  if (order.status === 'FINISHED') return 'finished';
  if (order.status === 'CANCELLED') return 'cancelled';
  if (payment) return payment.status === 'COMPLETED' ? 'charged' : 'declined';
  if (order.message === 'untried') return 'new';
  return order.message === 'tried' ? 'outboxPending' : 'inFlight';
}

/** A promise that one order breaks, and how. */
export interface Problem {
  readonly check: OrderCheckName;
  readonly problem: string;
}

/** How a record breaks the promise; undefined where it keeps it. */
type Rule = (record: OrderRecord) => string | undefined;

const rules = { placed, decided, priced, settled, told } satisfies Partial<Record<CheckName, Rule>>;

export type OrderCheckName = keyof typeof rules;

export const orderCheckNames = Object.keys(rules) as readonly OrderCheckName[];

/**
 * Every promise that the order breaks. Payment and charge are of one snapshot; the order may be of
 * an earlier or a later one, for as long as whatever ended it can be seen in theirs.
 */
export function findProblems(record: OrderRecord): Problem[] {
  const problems: Problem[] = [];
  for (const check of orderCheckNames) {
    const problem = rules[check](record);
    if (problem !== undefined) problems.push({ check, problem });
  }
  return problems;
}

function placed({ order, charge }: OrderRecord): string | undefined {
  if (order) return undefined;
  return charge ? 'charged, and nobody placed it' : 'decided, and nobody placed it';
}

function decided({ payment, charge }: OrderRecord): string | undefined {
  if (charge && charge.times > 1) return `charged ${charge.times} times`;
  if (charge && !payment) return 'charged without a decision';
  if (charge && payment?.status === 'FAILED') return 'declined, and charged all the same';
  if (!charge && payment?.status === 'COMPLETED') return 'decided as paid, and never charged';
  return undefined;
}

function priced({ order, charge }: OrderRecord): string | undefined {
  if (!order || !charge || charge.times > 1) return undefined;
  if (charge.amount !== order.amount) return 'another amount was charged';
  if (charge.currency !== order.currency) return 'charged in another currency';
  if (charge.userId !== order.userId) return "another user's account was charged";
  return undefined;
}

function settled({ order, payment }: OrderRecord): string | undefined {
  if (order?.status === 'NEW') {
    return order.isAnswered ? 'NEW, though its result was received' : undefined;
  }
  if (!order) return undefined;
  if (!payment) return `${order.status} without a decision`;
  const isPaid = payment.status === 'COMPLETED';
  if (isPaid !== (order.status === 'FINISHED')) {
    return `${order.status}, and decided as ${isPaid ? 'paid' : 'declined'}`;
  }
  return order.reason === payment.reason ? undefined : 'cancelled for another reason';
}

function told({ order, payment }: OrderRecord): string | undefined {
  if (order?.message === 'missing') return 'its order.created is not in the outbox';
  if (order && order.body !== null && !tellsOf(order, order.body)) {
    return 'its order.created says otherwise';
  }
  if (payment?.message === 'missing') return 'its result is not in the outbox';
  return payment && !payment.isTold ? 'its result says otherwise' : undefined;
}

const parse = createParser([orderCreated]);

function tellsOf({ id, userId, amount, currency }: OrderRow, body: string): boolean {
  try {
    const { subject, data } = parse(body);
    const isSame = subject === id && data.userId === userId && data.currency === currency;
    return isSame && String(data.amount) === amount;
  } catch {
    return false; // Not a message at all.
  }
}
