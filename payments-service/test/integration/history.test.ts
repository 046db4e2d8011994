/**
 * The cost of charging an order does not grow with the size of the tables: each statement finds its
 * rows through an index, and reads as many pages as with empty tables. The history test of
 * orders-service covers the outbox and the inbox.
 *
 * HISTORY_ROWS=5000000 sets the number of rows. PRINT_PLANS=1 prints the plans (docs/history.md).
 */

import { createId } from '@online-shop/shared/ids/uuid-v7';
import { readHistoryRows } from '@online-shop/test-kit/config';
import { type Plan, plansOf, readsTooMuch, tidyUp } from '@online-shop/test-kit/plans';
import type { LockedAccount } from '../../src/accounts/account';
import { lockAccountsOfUsers, recordMovements } from '../../src/db/accounts.repository';
import { findPayments, insertPayments } from '../../src/db/payments.repository';
import type { Transaction } from '../../src/db/prisma';
import { openAccount } from '../support/accounts';
import { useDatabase } from '../support/database';
import { insertHistory } from '../support/history';

const historyRows = readHistoryRows();
jest.setTimeout(60_000 + historyRows / 2);

const database = useDatabase();
const accountCount = 100;
let accounts: LockedAccount[];

/** All statements per order, as `chargeOrders` runs them for one order of each account. */
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
    // Only the statement matters: it does not reach a database and reports that no row was
    // inserted.
    insertPayments(
      tx,
      accounts.map(({ userId }) => ({
        ...{ orderId: createId(), userId, amount: 1, currency: 'RUB' },
        ...{ reason: null, decidedAt: new Date() },
      })),
    ).catch(() => {}),
  'the charges': (tx) =>
    recordMovements(
      tx,
      accounts.map((account) => ({
        account,
        kind: 'PAYMENT',
        amount: -1,
        balanceAfter: account.balance - 1,
        orderId: createId(),
      })),
      new Date(),
    ),
};

/** Each entry is one statement. */
async function plan(name: string): Promise<Plan> {
  const piece = { name, work: work[name] as (tx: Transaction) => unknown };
  const plans = await plansOf(database.url, piece);
  expect(plans).toHaveLength(1);
  return plans[0] as Plan;
}

async function readAccounts(): Promise<LockedAccount[]> {
  const rows = await database.client.account.findMany();
  return rows.map((row) => ({ ...row, balance: Number(row.balance) }));
}

beforeAll(async () => {
  for (let i = 0; i < accountCount; i += 1) await openAccount(database.client, { balance: 1_000 });
  accounts = await readAccounts();
});

describe('in new tables without planner statistics', () => {
  // A prepared statement keeps the plan of the empty table while the table grows.
  it.each(Object.keys(work))('%s uses an index scan and nested loops', async (name) => {
    expect((await plan(name)).text).not.toMatch(readsTooMuch);
  });
});

describe('with a long history', () => {
  const before: Record<string, number> = {};

  beforeAll(async () => {
    await tidyUp(database.url);
    for (const name of Object.keys(work)) before[name] = (await plan(name)).pages;
    await insertHistory(database.url, historyRows);
    await tidyUp(database.url);
    accounts = await readAccounts();
  });

  it.each(Object.keys(work))('%s has the same cost', async (name) => {
    const { scans, pages } = await plan(name);
    expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([]);
    expect(pages).toBeGreaterThan(0);
    // A larger index is at most two levels deeper.
    expect(pages).toBeLessThanOrEqual(3 * (before[name] ?? 0) + 10);
  });
});
