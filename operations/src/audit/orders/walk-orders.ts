import { createFindings, type Findings, type FindingsCollector } from '../findings';
import type { Snapshot } from '../snapshot';
import {
  findProblems,
  type OrderCheckName,
  type OrderRecord,
  orderCheckNames,
  type Place,
  placeOf,
  places,
} from './life-of-order';
import { mergeById } from './merge-by-id';
import { findOrders, readCharges, readOrders, readPayments } from './order-records';

export interface WalkOptions {
  /** Taken before that of the payments … */
  readonly orders: Snapshot;
  readonly payments: Snapshot;
  /** … and after it: where an order is looked for that the first does not have. */
  readonly ordersLater: Snapshot;
  readonly retentionHours: number;
  /** An order that is NEW for longer is slow. */
  readonly slowAfterSeconds: number;
  readonly rowsMax: number;
}

export interface Walk {
  /** How many orders are at each place of their life. */
  readonly places: Readonly<Record<Place, number>>;
  /** Oldest first. */
  readonly slow: Findings;
  readonly checks: Readonly<Record<OrderCheckName, Findings>>;
}

/** Brings every order together with its payment and its charge, and looks at each. */
export async function walkOrders(options: WalkOptions): Promise<Walk> {
  const { orders, payments, ordersLater, retentionHours, rowsMax } = options;
  const findings = createWalkFindings(rowsMax);
  const look = (record: OrderRecord) => examine(record, findings, options.slowAfterSeconds);

  const merged = mergeById({
    order: readOrders(orders, retentionHours),
    payment: readPayments(payments, retentionHours),
    charge: readCharges(payments),
  });
  for await (const records of merged) {
    const strangers = records.filter((record) => !record.order);
    for (const record of records) if (record.order) look(record);
    if (strangers.length === 0) continue;

    const ids = strangers.map(({ id }) => id);
    const found = await findOrders(ordersLater, { ids, retentionHours });
    const later = new Map(found.map((order) => [order.id, order]));
    for (const record of strangers) {
      const order = later.get(record.id);
      look(order ? { ...record, order } : record);
    }
  }
  return findings;
}

interface WalkFindings extends Walk {
  readonly places: Record<Place, number>;
  readonly slow: FindingsCollector;
  readonly checks: Readonly<Record<OrderCheckName, FindingsCollector>>;
}

function createWalkFindings(rowsMax: number): WalkFindings {
  return {
    places: fromNames(Object.keys(places) as Place[], () => 0),
    slow: createFindings(rowsMax),
    checks: fromNames(orderCheckNames, () => createFindings(rowsMax)),
  };
}

function fromNames<Name extends string, T>(names: readonly Name[], create: () => T) {
  return Object.fromEntries(names.map((name) => [name, create()])) as Record<Name, T>;
}

function examine(record: OrderRecord, findings: WalkFindings, slowAfterSeconds: number): void {
  const { order, payment } = record;
  for (const { check, problem } of findProblems(record)) {
    findings.checks[check].add({ problem, ...toRow(record) });
  }
  if (!order) return;
  const place = placeOf(order, payment);
  findings.places[place] += 1;
  if (order.ageSeconds !== null && order.ageSeconds > slowAfterSeconds) {
    const { id, userId: user, ageSeconds, lastError } = order;
    findings.slow.add({ order: id, user, ageSeconds, place, lastError });
  }
}

/** What both databases say, side by side. */
function toRow({ id, order, payment, charge }: OrderRecord) {
  return {
    order: id,
    user: order?.userId ?? null,
    amount: order?.amount ?? null,
    currency: order?.currency ?? null,
    status: order?.status ?? null,
    reason: order?.reason ?? null,
    payment: payment?.status ?? null,
    paymentReason: payment?.reason ?? null,
    charged: charge?.amount ?? null,
    chargedUser: charge?.userId ?? null,
    chargedCurrency: charge?.currency ?? null,
  };
}
