/**
 * The audit compares two databases that share no transaction, while services write to both.
 *
 * It opens three snapshots one after the other before it reads any of them: orders, payments,
 * orders again. An order moves between the databases, and each step starts after the commit of the
 * previous one: placed (ordersdb) → decided (paymentsdb) → settled (ordersdb). Therefore:
 *
 * - Each order that is settled in the first snapshot of orders is decided in the later snapshot of
 *   payments. If it is not, a promise is broken.
 * - Each order that is decided in the snapshot of payments exists in the later snapshot of orders.
 *   If
 *   it is missing in the first snapshot of orders, it was placed between the snapshots.
 *
 * All other facts are compared within one snapshot or never change: the contents of an order, a
 * decision, a charge. So timing never causes a violation. The audit must not read from replicas: a
 * lagging replica shows an older moment, which breaks the order of the snapshots.
 */

import type { CheckResults } from './checks/check';
import { checkLedger, type LedgerAudit } from './checks/ledger';
import { findStrayMessages } from './checks/messages';
import type { Settings } from './config';
import { countDeadLetters, type DeadLetters } from './dead-letters';
import { countDuplicates, type Duplicates } from './duplicates';
import type { Findings } from './findings';
import type { Stage } from './orders/life-of-order';
import { walkOrders } from './orders/walk-orders';
import { openSnapshot, type Snapshot } from './snapshot';

export interface Audit {
  /** Whether all promises are kept. Slow orders and dead letters do not break a promise. */
  readonly ok: boolean;
  /** When the snapshots were taken, by each database's own clock. */
  readonly takenAt: { readonly orders: Date; readonly payments: Date };
  readonly money: LedgerAudit['money'];
  /** The number of orders in each stage. */
  readonly orders: Readonly<Record<Stage, number>>;
  readonly checks: CheckResults;
  readonly slow: Findings;
  readonly duplicates: Duplicates;
  readonly deadLetters: DeadLetters;
}

export interface Snapshots {
  readonly orders: Snapshot;
  readonly payments: Snapshot;
  readonly ordersLater: Snapshot;
  close(): Promise<void>;
}

type Urls = Pick<Settings, 'ORDERS_DATABASE_URL' | 'PAYMENTS_DATABASE_URL'>;

/** @throws AuditProblem if a database cannot be read */
export async function openSnapshots(urls: Urls): Promise<Snapshots> {
  const ordersdb = { name: 'ordersdb', url: urls.ORDERS_DATABASE_URL };
  const paymentsdb = { name: 'paymentsdb', url: urls.PAYMENTS_DATABASE_URL };
  const open: Snapshot[] = [];
  const close = async () => {
    await Promise.all(open.map((snapshot) => snapshot.close()));
  };
  const add = async (database: typeof ordersdb) => {
    const snapshot = await openSnapshot(database);
    open.push(snapshot);
    return snapshot;
  };
  try {
    const orders = await add(ordersdb);
    const payments = await add(paymentsdb);
    return { orders, payments, ordersLater: await add(ordersdb), close };
  } catch (error) {
    await close();
    throw error;
  }
}

export type AuditSettings = Settings & { readonly maxRows: number };

/** @throws AuditProblem if a database cannot be read */
export async function auditShop(settings: AuditSettings): Promise<Audit> {
  const snapshots = await openSnapshots(settings);
  try {
    return await auditSnapshots(snapshots, settings);
  } finally {
    await snapshots.close();
  }
}

/** Requires snapshots that were taken in the order of `openSnapshots`. */
export async function auditSnapshots(
  { orders, payments, ordersLater }: Snapshots,
  settings: AuditSettings,
): Promise<Audit> {
  const { maxRows } = settings;
  const ledger = await checkLedger(payments, maxRows);
  const walk = await walkOrders({
    orders,
    payments,
    ordersLater,
    maxRows,
    retentionHours: settings.OUTBOX_RETENTION_HOURS,
    slowAfterSeconds: settings.SLOW_AFTER_SECONDS,
  });
  const strays = await findStrayMessages({ orders, payments }, maxRows);
  const checks: CheckResults = {
    ...ledger.checks,
    ...walk.checks,
    told: join([walk.checks.told, ...strays], maxRows),
  };
  return {
    ok: Object.values(checks).every(({ total }) => total === 0),
    takenAt: { orders: orders.takenAt, payments: payments.takenAt },
    money: ledger.money,
    orders: walk.stages,
    checks,
    slow: walk.slow,
    duplicates: await countDuplicates({ orders, payments }),
    deadLetters: await countDeadLetters(settings.BUS_URL),
  };
}

function join(findings: readonly Findings[], maxRows: number): Findings {
  return {
    total: findings.reduce((sum, { total }) => sum + total, 0),
    rows: findings.flatMap(({ rows }) => rows).slice(0, maxRows),
  };
}
