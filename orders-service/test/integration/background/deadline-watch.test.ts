import { captureLog } from '@online-shop/test-kit/log-capture';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { createDeadlineWatch } from '../../../src/background/deadline-watch';
import { surveyNewOrders } from '../../../src/orders/survey-new-orders';
import { createClient, useDatabase } from '../../support/database';
import { placeNew } from '../../support/orders';

const database = useDatabase();
const deadlineMs = 300_000;
const survey = () => surveyNewOrders(database.client, { deadlineMs });

/** Places orders that are some minutes old and returns their IDs, oldest first. */
async function placeAgo(minutes: number, count = 1): Promise<string[]> {
  const orders = await placeNew(database.client, count);
  const ids = orders.map(({ id }) => id);
  const createdAt = new Date(Date.now() - minutes * 60_000);
  await database.client.order.updateMany({ where: { id: { in: ids } }, data: { createdAt } });
  return ids;
}

function finish(ids: readonly string[]) {
  const where = { id: { in: [...ids] } };
  return database.client.order.updateMany({ where, data: { status: 'FINISHED' } });
}

beforeEach(() => database.client.order.deleteMany());

describe('surveyNewOrders', () => {
  it('counts NEW orders and orders past their deadline', async () => {
    const overdue = await placeAgo(6, 2);
    await placeAgo(4, 3);
    await finish(await placeAgo(7));
    expect(await survey()).toEqual({ new: 5, overdue: 2, oldestOverdueIds: overdue });
  });

  it('lists only the ten oldest overdue orders', async () => {
    const overdue = await placeAgo(6, 12);
    expect(await survey()).toEqual({
      ...{ new: 12, overdue: 12, oldestOverdueIds: overdue.slice(0, 10) },
    });
  });

  it('reports zero if no order is NEW', async () => {
    expect(await survey()).toEqual({ new: 0, overdue: 0, oldestOverdueIds: [] });
  });
});

describe('deadline watch', () => {
  it('logs overdue orders and cancels none', async () => {
    const { logger, lines } = captureLog();
    const watch = createDeadlineWatch({ logger, survey });
    const [id] = await placeAgo(6);

    await watch.runOnce();

    expect(watch.seen()).toEqual({ new: 1, overdue: 1, oldestOverdueIds: [id] });
    expect(lines).toMatchObject([{ level: 'warn', overdue: 1, oldestOverdueIds: [id] }]);
    const where = { id: id as string };
    expect(await database.client.order.findUnique({ where })).toMatchObject({ status: 'NEW' });
  });

  it('logs overdue orders once, and logs when none is left', async () => {
    const { logger, lines } = captureLog();
    const watch = createDeadlineWatch({ logger, survey });
    const ids = await placeAgo(6);
    for (let i = 0; i < 3; i += 1) await watch.runOnce();
    await finish(ids);
    for (let i = 0; i < 3; i += 1) await watch.runOnce();
    await placeAgo(6);
    await watch.runOnce();

    expect(lines.map((line) => line.level)).toEqual(['warn', 'info', 'warn']);
  });

  it('logs overdue orders again after the report interval', async () => {
    const { logger, lines } = captureLog();
    const watch = createDeadlineWatch({ logger, survey, reportIntervalMs: 0 });
    await placeAgo(6);
    await watch.runOnce();
    await watch.runOnce();
    expect(lines.map((line) => line.level)).toEqual(['warn', 'warn']);
  });

  it('keeps the last result while the database is unavailable', async () => {
    const client = createClient('postgres://postgres:postgres@127.0.0.1:1/nobody');
    let isAway = false;
    const watch = createDeadlineWatch({
      logger: silentLogger,
      survey: () => surveyNewOrders(isAway ? client : database.client, { deadlineMs }),
    });
    await placeAgo(6);
    await watch.runOnce();
    isAway = true;
    await watch.start();
    await watch.stop();
    expect(watch.seen()).toMatchObject({ overdue: 1 });
    await client.$disconnect();
  });
});
