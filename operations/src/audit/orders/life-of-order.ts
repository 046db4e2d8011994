import { orderStatuses } from '@online-shop/orders-service/orders/order';
import { createParser, InvalidMessageError } from '@online-shop/shared/messages/contract';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import type { CheckName } from '../checks/check';
import type { Merged } from './merge-by-id';
import type { ChargeRow, OrderRow, PaymentRow } from './order-records';

/** The stages of an order, in sequence. */
export const stages = {
  new: 'accepted; message not yet published',
  outboxPending: 'publishing failed; the message will be retried',
  inFlight: 'message published; not yet decided',
  charged: 'charged; result not yet received',
  declined: 'declined; result not yet received',
  finished: 'final: charged',
  cancelled: 'final: not charged',
} as const;

export type Stage = keyof typeof stages;

/** The rows of one order from both databases. */
export type OrderRecord = Merged<{
  readonly order: OrderRow;
  readonly payment: PaymentRow;
  readonly charge: ChargeRow;
}>;

export function stageOf(order: OrderRow, payment: PaymentRow | undefined): Stage {
  switch (order.status) {
    case 'FINISHED':
      return 'finished';
    case 'CANCELLED':
      return 'cancelled';
    case 'NEW':
      return stageOfNew(order, payment);
  }
}

function stageOfNew(order: OrderRow, payment: PaymentRow | undefined): Stage {
  if (payment) return payment.status === 'COMPLETED' ? 'charged' : 'declined';
  if (order.message === 'untried') return 'new';
  return order.message === 'tried' ? 'outboxPending' : 'inFlight';
}

/** A promise that an order breaks, with a description of the problem. */
export interface Problem {
  readonly check: OrderCheckName;
  readonly problem: string;
}

/** Describes how a record breaks the promise. Returns undefined if it keeps the promise. */
type Rule = (record: OrderRecord) => string | undefined;

const rules = { placed, decided, priced, settled, told } satisfies Partial<Record<CheckName, Rule>>;

export type OrderCheckName = keyof typeof rules;

export const orderCheckNames = Object.keys(rules) as readonly OrderCheckName[];

/**
 * Finds every promise that the order breaks. Payment and charge must be from one snapshot. The
 * order may be from an earlier or later snapshot, if the payment of a final order is visible in
 * theirs.
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
  return charge ? 'charged, but never placed' : 'decided, but never placed';
}

function decided({ payment, charge }: OrderRecord): string | undefined {
  if (charge && charge.times > 1) return `charged ${charge.times} times`;
  if (charge && !payment) return 'charged without a decision';
  if (charge && payment?.status === 'FAILED') return 'declined, but charged';
  if (!charge && payment?.status === 'COMPLETED') return 'decided as paid, but never charged';
  return undefined;
}

function priced({ order, payment, charge }: OrderRecord): string | undefined {
  if (!order) return undefined;
  if (charge?.times === 1) {
    if (charge.amount !== order.amount) return 'a different amount was charged';
    if (charge.currency !== order.currency) return 'charged in a different currency';
    if (charge.userId !== order.userId) return "another user's account was charged";
  }
  const isUnknown = !payment || payment.userId === null;
  if (isUnknown || isAbout(payment, order)) return undefined;
  return 'decided for a different user, amount or currency';
}

function isAbout(payment: PaymentRow, { userId, amount, currency }: OrderRow): boolean {
  return payment.userId === userId && payment.amount === amount && payment.currency === currency;
}

function settled({ order, payment }: OrderRecord): string | undefined {
  if (order?.status === 'NEW') {
    return order.isAnswered ? 'NEW, but its result was received' : undefined;
  }
  if (!order) return undefined;
  if (!payment) return `${order.status} without a decision`;
  const isPaid = payment.status === 'COMPLETED';
  if (isPaid !== orderStatuses[order.status].isPaid) {
    return `${order.status}, but decided as ${isPaid ? 'paid' : 'declined'}`;
  }
  return order.reason === payment.reason ? undefined : 'cancelled for a different reason';
}

function told({ order, payment }: OrderRecord): string | undefined {
  return (order && orderTold(order)) ?? (payment && paymentTold(payment));
}

function orderTold(order: OrderRow): string | undefined {
  if (order.message === 'missing') return 'its order.created is not in the outbox';
  if (order.body === null) return undefined;
  return compare('its order.created', () => {
    const { subject, data } = parseOrder(order.body ?? '');
    const { id, userId, amount, currency } = order;
    const isSame = subject === id && data.userId === userId && data.currency === currency;
    return isSame && String(data.amount) === amount;
  });
}

function paymentTold(payment: PaymentRow): string | undefined {
  if (payment.message === 'missing') return 'its result is not in the outbox';
  if (payment.body === null) return undefined;
  return compare('its result', () => {
    const { type, subject, data } = parseResult(payment.body ?? '');
    const expected = payment.status === 'COMPLETED' ? 'payment.completed' : 'payment.failed';
    const isSame = type === expected && payment.messageType === expected && subject === payment.id;
    return isSame && ('reason' in data ? data.reason : null) === payment.reason;
  });
}

const parseOrder = createParser([orderCreated]);
const parseResult = createParser([paymentCompleted, paymentFailed]);

/** An unreadable message is a finding; the audit continues. */
function compare(message: string, isSame: () => boolean): string | undefined {
  try {
    return isSame() ? undefined : `${message} has other contents`;
  } catch (error) {
    if (error instanceof InvalidMessageError) return `${message} cannot be read: ${error.message}`;
    throw error;
  }
}
