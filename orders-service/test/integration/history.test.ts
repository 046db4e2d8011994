/**
 * What is done all the time costs the same however much lies in the tables: each statement finds its
 * rows through an index, and looks at as many pages as when there was no history.
 *
 * What payments-service does beyond this, its own test of this name holds.
 *
 * HISTORY_ROWS=5000000 tries it on as many rows; PRINT_PLANS=1 shows the plans (docs/history.md).
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

/** Everything that was published is due. */
const redriveWait = { afterMs: 0, growsToMs: 0 };
const retentionTimes = { outboxHours: 1_000, inboxHours: 1_000, idempotencyHours: 1_000 };

/** Everything that is done per order, or again and again in the background. */
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
  'a message again': (tx) =>
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

describe('in new tables, of which the planner knows nothing', () => {
  beforeAll(async () => {
    waiting = await placeNew(database.client, 100);
  });

  it('a connection of the service asks for nothing else', async () => {
    const settings = await database.client.$queryRaw`
      SELECT name FROM pg_settings
      WHERE name IN ('enable_seqscan', 'enable_bitmapscan', 'enable_hashjoin', 'enable_mergejoin')
        AND setting = 'off'`;
    expect(settings).toHaveLength(4);
  });

  // A prepared statement keeps the plan that it has been given here while the table grows.
  it.each(Object.keys(work))('%s goes from row to row along an index', async (name) => {
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
    ['a message again', []],
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
  ])('%s finds its rows through an index, and costs what it did', async (name, indexes) => {
    const plans = await plan(name);
    const scans = plans.flatMap((plan) => plan.scans);
    for (const index of indexes) expect(scans).toContainEqual(expect.stringContaining(index));
    expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([]);
    // An index that has grown is a level or two deeper, and no more.
    pagesOf(plans).forEach((pages, i) => {
      expect(pages).toBeLessThanOrEqual(3 * (before[name]?.[i] ?? 0) + 10);
    });
  });
});
