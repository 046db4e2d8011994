/**
 * Charging an order costs the same however much lies in the tables: each statement finds its rows
 * through an index, and looks at as many pages as when there was no history. Outbox and inbox are
 * those of orders-service, whose test of this name holds them.
 *
 * HISTORY_ROWS=5000000 tries it on as many rows; PRINT_PLANS=1 shows the plans (docs/history.md).
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

/** Each piece of it is one statement. */
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

describe('in new tables, of which the planner knows nothing', () => {
  // A prepared statement keeps the plan that it has been given here while the table grows.
  it.each(Object.keys(work))('%s: from row to row along an index', async (name) => {
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

  it.each(Object.keys(work))('%s: costs what it did', async (name) => {
    const { scans, pages } = await plan(name);
    expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([]);
    expect(pages).toBeGreaterThan(0);
    // An index that has grown is a level or two deeper, and no more.
    expect(pages).toBeLessThanOrEqual(3 * (before[name] ?? 0) + 10);
  });
});
