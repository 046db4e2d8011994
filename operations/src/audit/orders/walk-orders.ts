import { createFindings, type Findings, type FindingsCollector } from '../findings';
import type { Snapshot } from '../snapshot';
import {
  findProblems,
  type OrderCheckName,
  type OrderRecord,
  orderCheckNames,
  type Stage,
  stageOf,
  stages,
} from './life-of-order';
import { mergeById } from './merge-by-id';
import { findOrders, readCharges, readOrders, readPayments } from './order-records';

export interface WalkOptions {
  /** Taken before the snapshot of payments. */
  readonly orders: Snapshot;
  readonly payments: Snapshot;
  /**
   * Taken after the snapshot of payments. It contains orders that are missing in the first
   * snapshot.
   */
  readonly ordersLater: Snapshot;
  readonly retentionHours: number;
  /** An order that is NEW for longer is slow. */
  readonly slowAfterSeconds: number;
  readonly maxRows: number;
}

export interface Walk {
  /** The number of orders in each stage. */
  readonly stages: Readonly<Record<Stage, number>>;
  /** Oldest first. */
  readonly slow: Findings;
  readonly checks: Readonly<Record<OrderCheckName, Findings>>;
}

/** Checks every order together with its payment and its charge. */
export async function walkOrders(options: WalkOptions): Promise<Walk> {
  const { orders, payments, ordersLater, retentionHours, maxRows } = options;
  const findings = createWalkFindings(maxRows);
  const look = (record: OrderRecord) => examine(record, findings, options.slowAfterSeconds);

  const merged = mergeById({
    order: readOrders(orders, retentionHours),
    payment: readPayments(payments, retentionHours),
    charge: readCharges(payments),
  });
  for await (const records of merged) {
    const unmatched = records.filter((record) => !record.order);
    for (const record of records) if (record.order) look(record);
    if (unmatched.length === 0) continue;

    const ids = unmatched.map(({ id }) => id);
    const found = await findOrders(ordersLater, { ids, retentionHours });
    const later = new Map(found.map((order) => [order.id, order]));
    for (const record of unmatched) {
      const order = later.get(record.id);
      look(order ? { ...record, order } : record);
    }
  }
  return findings;
}

interface WalkFindings extends Walk {
  readonly stages: Record<Stage, number>;
  readonly slow: FindingsCollector;
  readonly checks: Readonly<Record<OrderCheckName, FindingsCollector>>;
}

function createWalkFindings(maxRows: number): WalkFindings {
  return {
    stages: fromNames(Object.keys(stages) as Stage[], () => 0),
    slow: createFindings(maxRows),
    checks: fromNames(orderCheckNames, () => createFindings(maxRows)),
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
  const stage = stageOf(order, payment);
  findings.stages[stage] += 1;
  if (order.ageSeconds !== null && order.ageSeconds > slowAfterSeconds) {
    const { id, userId: user, ageSeconds, lastError } = order;
    findings.slow.add({ order: id, user, ageSeconds, stage, lastError });
  }
}

/** The row of the report, with the values of both databases. */
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
