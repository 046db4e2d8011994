import { captureLog } from '@online-shop/test-kit/log-capture';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { createDeadlineWatch } from '../../../src/background/deadline-watch';
import { surveyNewOrders } from '../../../src/orders/survey-new-orders';
import { createClient, useDatabase } from '../../support/database';
import { placeNew } from '../../support/orders';

const database = useDatabase();
const deadlineMs = 300_000;
const survey = () => surveyNewOrders(database.client, { deadlineMs });

/** Places orders as if it had been some minutes ago; their ids, oldest first. */
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
  it('counts what waits for its payment, and what has waited past the deadline', async () => {
    const overdue = await placeAgo(6, 2);
    await placeAgo(4, 3);
    await finish(await placeAgo(7));
    expect(await survey()).toEqual({ new: 5, overdue: 2, oldestOverdueIds: overdue });
  });

  it('names the ten oldest and no more', async () => {
    const overdue = await placeAgo(6, 12);
    expect(await survey()).toEqual({
      ...{ new: 12, overdue: 12, oldestOverdueIds: overdue.slice(0, 10) },
    });
  });

  it('sees nothing where nothing waits', async () => {
    expect(await survey()).toEqual({ new: 0, overdue: 0, oldestOverdueIds: [] });
  });
});

describe('deadline watch', () => {
  it('says what is overdue, and cancels nothing', async () => {
    const { logger, lines } = captureLog();
    const watch = createDeadlineWatch({ logger, survey });
    const [id] = await placeAgo(6);

    await watch.runOnce();

    expect(watch.seen()).toEqual({ new: 1, overdue: 1, oldestOverdueIds: [id] });
    expect(lines).toMatchObject([{ level: 'warn', overdue: 1, oldestOverdueIds: [id] }]);
    const where = { id: id as string };
    expect(await database.client.order.findUnique({ where })).toMatchObject({ status: 'NEW' });
  });

  it('spares the log the same news, and says when it is over', async () => {
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

  it('says it again after a while', async () => {
    const { logger, lines } = captureLog();
    const watch = createDeadlineWatch({ logger, survey, reportIntervalMs: 0 });
    await placeAgo(6);
    await watch.runOnce();
    await watch.runOnce();
    expect(lines.map((line) => line.level)).toEqual(['warn', 'warn']);
  });

  it('keeps what it saw while the database is away', async () => {
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
