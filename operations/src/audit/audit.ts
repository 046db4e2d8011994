/**
 * The audit: two databases that share no transaction, compared while both are being written to.
 *
 * Three snapshots are opened before anything is read, one after the other: orders, payments, orders
 * again. An order's life crosses from one database to the other, each step after the commit of the
 * one before: placed (ordersdb) → decided (paymentsdb) → settled (ordersdb). Therefore
 *
 * - whatever the first snapshot of orders shows as settled, the later one of payments shows as
 *   decided. If not, a promise is broken, and no step was merely under way;
 * - whatever the snapshot of payments shows as decided, the later snapshot of orders shows as
 *   placed. An order that only that one knows was placed in the moment between the snapshots.
 *
 * All else is compared within one snapshot, or cannot change any more once it is there: what an
 * order is about, a decision, a charge. So a violation is never one of timing. Read replicas would
 * break the order of the snapshots: a lagging one shows an older moment than the clock.
 */
import { type Books, checkBooks } from './checks/books';
import type { CheckResults } from './checks/check';
import { findStrayMessages } from './checks/messages';
import type { Settings } from './config';
import { countDeadLetters, type DeadLetters } from './dead-letters';
import { countDuplicates, type Duplicates } from './duplicates';
import type { Findings } from './findings';
import type { Place } from './orders/life-of-order';
import { walkOrders } from './orders/walk-orders';
import { openSnapshot, type Snapshot } from './snapshot';

export interface Audit {
  /** No promise is broken. Slow orders and dead letters break none: they wait for somebody. */
  readonly ok: boolean;
  /** When the snapshots were taken, by each database's own clock. */
  readonly takenAt: { readonly orders: Date; readonly payments: Date };
  readonly money: Books['money'];
  /** How many are at each place of their life. */
  readonly orders: Readonly<Record<Place, number>>;
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

/** @throws AuditProblem where a database cannot be read */
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

export type AuditSettings = Settings & { readonly rowsMax: number };

/** @throws AuditProblem where a database cannot be read */
export async function auditShop(settings: AuditSettings): Promise<Audit> {
  const snapshots = await openSnapshots(settings);
  try {
    return await auditSnapshots(snapshots, settings);
  } finally {
    await snapshots.close();
  }
}

/** The snapshots must have been taken in the order in which `openSnapshots` takes them. */
export async function auditSnapshots(
  { orders, payments, ordersLater }: Snapshots,
  settings: AuditSettings,
): Promise<Audit> {
  const { rowsMax } = settings;
  const books = await checkBooks(payments, rowsMax);
  const walk = await walkOrders({
    orders,
    payments,
    ordersLater,
    rowsMax,
    retentionHours: settings.OUTBOX_RETENTION_HOURS,
    slowAfterSeconds: settings.SLOW_AFTER_SECONDS,
  });
  const strays = await findStrayMessages({ orders, payments }, rowsMax);
  const checks: CheckResults = {
    ...books.checks,
    ...walk.checks,
    told: join([walk.checks.told, ...strays], rowsMax),
  };
  return {
    ok: Object.values(checks).every(({ total }) => total === 0),
    takenAt: { orders: orders.takenAt, payments: payments.takenAt },
    money: books.money,
    orders: walk.places,
    checks,
    slow: walk.slow,
    duplicates: await countDuplicates({ orders, payments }),
    deadLetters: await countDeadLetters(settings.BUS_URL),
  };
}

function join(findings: readonly Findings[], rowsMax: number): Findings {
  return {
    total: findings.reduce((sum, { total }) => sum + total, 0),
    rows: findings.flatMap(({ rows }) => rows).slice(0, rowsMax),
  };
}
