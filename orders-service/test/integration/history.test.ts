/**
 * The cost of frequent statements does not grow with the size of the tables: each statement finds
 * its rows through an index, and reads as many pages as with empty tables.
 *
 * The history test of payments-service covers its further statements.
 *
 * HISTORY_ROWS=5000000 sets the number of rows. PRINT_PLANS=1 prints the plans (docs/history.md).
 */

import { createId } from '@online-shop/shared/ids/uuid-v7';
import { recordInInbox } from '@online-shop/shared/inbox/inbox';
import { appendToOutbox } from '@online-shop/shared/outbox/outbox';
import { createOutboxGauge } from '@online-shop/shared/outbox/outbox-gauge';
import { claimPending, markPublished } from '@online-shop/shared/outbox/relay-rows';
import { createRetention } from '@online-shop/shared/retention/retention';
import { readHistoryRows } from '@online-shop/test-kit/config';
import { type Plan, plansOf, readsTooMuch, tidyUp } from '@online-shop/test-kit/plans';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { lockOrdersToRedrive, settleNewOrders } from '../../src/db/orders.repository';
import type { Transaction } from '../../src/db/prisma';
import type { Order } from '../../src/orders/order';
import { createOrderEvent } from '../../src/orders/order-event';
import { surveyNewOrders } from '../../src/orders/survey-new-orders';
import { useDatabase } from '../support/database';
import { insertHistory } from '../support/history';
import { anyTrace, placeNew } from '../support/orders';

const historyRows = readHistoryRows();
jest.setTimeout(60_000 + historyRows / 2);

const database = useDatabase();
let waiting: Order[];

/** Every published message is due for deletion. */
const redriveWait = { afterMs: 0, growsToMs: 0 };
const retentionTimes = { outboxHours: 1_000, inboxHours: 1_000, idempotencyHours: 1_000 };

/** All statements that run per order or periodically in the background. */
const work: Record<string, (tx: Transaction) => unknown> = {
  'the relay’s claim': (tx) => claimPending(tx, 500),
  'the relay’s mark': (tx) =>
    markPublished(
      tx,
      waiting.map(({ id }) => ({ id, attempts: 0, type: '', correlationId: '', body: '' })),
    ),
  'the outbox gauge': (client) =>
    createOutboxGauge({
      ...{ client, logger: silentLogger, maxPending: 100_000, maxAgeSeconds: 3_600 },
    }).runOnce(),
  'a repeated append': (tx) =>
    // Only the statement matters: it does not reach a database and reports that no row was written.
    appendToOutbox(
      tx,
      waiting.map((order) => createOrderEvent(order, anyTrace)),
    ).catch(() => {}),
  'the inbox': (tx) =>
    recordInInbox(
      tx,
      waiting.map(({ id }) => ({ id: createId(), type: 'payment.completed', subject: id })),
    ),
  settling: (tx) =>
    settleNewOrders(
      tx,
      waiting.map((order) => ({
        ...order,
        settlement: { status: 'FINISHED', statusReason: null },
      })),
    ),
  're-driving': (tx) => lockOrdersToRedrive(tx, { ...redriveWait, limit: 500 }),
  'the deadline watch': (tx) => surveyNewOrders(tx, { deadlineMs: 1 }),
  retention: (client) =>
    createRetention({ client, logger: silentLogger, ...retentionTimes }).runOnce(),
};

function plan(name: string): Promise<Plan[]> {
  return plansOf(database.url, { name, work: work[name] as (tx: Transaction) => unknown });
}

const pagesOf = (plans: readonly Plan[]) => plans.map(({ pages }) => pages);

describe('in new tables without planner statistics', () => {
  beforeAll(async () => {
    waiting = await placeNew(database.client, 100);
  });

  it('a connection of the service runs no other statement', async () => {
    const settings = await database.client.$queryRaw`
      SELECT name FROM pg_settings
      WHERE name IN ('enable_seqscan', 'enable_bitmapscan', 'enable_hashjoin', 'enable_mergejoin')
        AND setting = 'off'`;
    expect(settings).toHaveLength(4);
  });

  // A prepared statement keeps the plan of the empty table while the table grows.
  it.each(Object.keys(work))('%s uses an index scan and nested loops', async (name) => {
    for (const { text } of await plan(name)) expect(text).not.toMatch(readsTooMuch);
  });
});

describe('with a long history', () => {
  const before: Record<string, readonly number[]> = {};

  beforeAll(async () => {
    await tidyUp(database.url);
    for (const name of Object.keys(work)) before[name] = pagesOf(await plan(name));
    await insertHistory(database.url, historyRows);
    await tidyUp(database.url);
  });

  it.each([
    ['the relay’s claim', ['outbox_messages_pending']],
    ['the relay’s mark', ['outbox_messages_pkey']],
    ['the outbox gauge', ['outbox_messages_pending']],
    ['a repeated append', []],
    ['the inbox', []],
    ['settling', ['orders_pkey']],
    ['re-driving', ['orders_new', 'outbox_messages_subject_idx']],
    ['the deadline watch', ['orders_new']],
    [
      'retention',
      [
        'outbox_messages_published',
        'inbox_messages_received_at_idx',
        'idempotency_records_created_at_idx',
      ],
    ],
  ])('%s finds its rows through an index at the same cost', async (name, indexes) => {
    const plans = await plan(name);
    const scans = plans.flatMap((plan) => plan.scans);
    for (const index of indexes) expect(scans).toContainEqual(expect.stringContaining(index));
    expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([]);
    // A larger index is at most two levels deeper.
    pagesOf(plans).forEach((pages, i) => {
      expect(pages).toBeLessThanOrEqual(3 * (before[name]?.[i] ?? 0) + 10);
    });
  });
});
