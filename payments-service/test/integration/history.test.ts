/**
 * Charging an order costs the same however much lies in the tables: each statement finds its rows
 * through an index, and looks at as many pages as when there was no history. Outbox and inbox are
 * those of orders-service, whose test of this name holds them.
 *
 * HISTORY_ROWS=5000000 tries it on as many rows; PRINT_PLANS=1 shows the plans (docs/history.md).
 */
import { explain, type Plan, statementsOf, tidyUp } from '@online-shop/local/testing/plans';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { LockedAccount } from '../../src/accounts/account';
import { lockAccountsOfUsers, recordCharges } from '../../src/db/accounts.repository';
import { findPayments, insertPayments } from '../../src/db/payments.repository';
import type { Transaction } from '../../src/db/prisma';
import { openAccount } from '../support/accounts';
import { useDatabase } from '../support/database';
import { insertHistory } from '../support/history';
import { orderToCharge } from '../support/orders';

const historyRows = Number(process.env.HISTORY_ROWS ?? 20_000);
const isPrinting = process.env.PRINT_PLANS === '1';
jest.setTimeout(60_000 + historyRows / 2);

const database = useDatabase();
const accountCount = 100;
let accounts: LockedAccount[];

/** Everything that is done per order, as `chargeOrders` does it for an order of each account. */
const work: Record<string, (tx: Transaction) => unknown> = {
  'locking accounts': (tx) =>
    lockAccountsOfUsers(
      tx,
      accounts.map(({ userId }) => userId),
    ),
  'earlier decisions': (tx) =>
    findPayments(
      tx,
      accounts.map(() => createId()),
    ),
  'the decisions': (tx) =>
    // Only its statement is wanted: it reaches no database, and is told that nothing was inserted.
    insertPayments(
      tx,
      accounts.map(() => ({ orderId: createId(), reason: null, decidedAt: new Date() })),
    ).catch(() => {}),
  'the charges': (tx) =>
    recordCharges(
      tx,
      accounts.map((account) => ({
        kind: 'charged',
        order: orderToCharge({ userId: account.userId, amount: 1 }),
        account,
        balanceAfter: account.balance - 1,
      })),
      new Date(),
    ),
};

async function plansOf(name: string): Promise<Plan[]> {
  const statements = await statementsOf(work[name] as (tx: Transaction) => unknown);
  expect(statements).toHaveLength(1);
  const plans: Plan[] = [];
  for (const statement of statements) plans.push(await explain(database.url, statement));
  if (isPrinting) process.stdout.write(plans.map(({ text }) => `\n${name}\n${text}\n`).join(''));
  return plans;
}

async function readAccounts(): Promise<LockedAccount[]> {
  const rows = await database.client.account.findMany();
  return rows.map((row) => ({ ...row, balance: Number(row.balance) }));
}

beforeAll(async () => {
  for (let i = 0; i < accountCount; i += 1) await openAccount(database.client, { balance: 1_000 });
  accounts = await readAccounts();
});

describe('in new tables, of which the planner knows nothing', () => {
  // A prepared statement keeps the plan that it has been given here while the table grows.
  it.each(Object.keys(work))('%s: from row to row along an index', async (name) => {
    for (const { text } of await plansOf(name)) {
      expect(text).not.toMatch(/Seq Scan on (?!pg_)|Bitmap Heap Scan|Hash Join|Merge Join/);
    }
  });
});

describe('with a long history', () => {
  const before: Record<string, number> = {};

  beforeAll(async () => {
    await tidyUp(database.url);
    for (const name of Object.keys(work)) before[name] = (await plansOf(name))[0]?.pages ?? 0;
    await insertHistory(database.url, historyRows);
    await tidyUp(database.url);
    accounts = await readAccounts();
  });

  it.each(Object.keys(work))('%s: costs what it did', async (name) => {
    const [plan] = await plansOf(name);
    expect(plan?.scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([]);
    expect(plan?.pages).toBeGreaterThan(0);
    // An index that has grown is a level or two deeper, and no more.
    expect(plan?.pages).toBeLessThanOrEqual(3 * (before[name] ?? 0) + 10);
  });
});
