/** Connections that end, are slow, or deliver data late and in bursts. */
import { setTimeout as pause } from 'node:timers/promises';
import { inBursts } from '@online-shop/test-kit/carry';
import type { TcpProxy } from '@online-shop/test-kit/tcp-proxy';
import type { Queryable } from '../../shop/databases';
import type { FaultCase, FaultContext } from '../fault-case';

const lastsMs = 20_000;
const terminatesEveryMs = 200;
const resetsEveryMs = 500;
const burstsEveryMs = 60;
const terminatesNewEveryMs = 50;

const TERMINATE = `
  select pg_terminate_backend(pid) from (
    select pid from pg_stat_activity
    where datname = current_database() and usename <> 'postgres'
    order by random() limit 1
  ) chosen`;

/** Half of the sessions without a statement: their first response may still be in transit. */
const TERMINATE_NEW = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and usename <> 'postgres' and query = '' and random() < 0.5`;

/** Repeats the work until the fault ends. */
async function repeat(everyMs: number, work: () => unknown): Promise<void> {
  const end = performance.now() + lastsMs;
  while (performance.now() < end) {
    await work();
    await pause(everyMs);
  }
}

function databasesOf({ ordersDb, paymentsDb, broker }: FaultContext['shop']): Queryable[] {
  return [ordersDb, paymentsDb, ...(broker.database ? [broker.database] : [])];
}

/** Terminates five connections per second in total, from each database in turn. */
function terminateConnections({ shop }: FaultContext): Promise<void> {
  const databases = databasesOf(shop);
  let turn = 0;
  return repeat(terminatesEveryMs, () => databases[turn++ % databases.length]?.query(TERMINATE));
}

/** Terminates random sessions and sessions that have just begun. */
async function terminateEarly(context: FaultContext): Promise<void> {
  const { ordersDb, paymentsDb } = context.shop;
  await Promise.all([
    terminateConnections(context),
    repeat(terminatesNewEveryMs, () => ordersDb.query(TERMINATE_NEW)),
    repeat(terminatesNewEveryMs, () => paymentsDb.query(TERMINATE_NEW)),
  ]);
}

/** Delays each chunk by 100 to 300 ms, and resets a connection twice a second. */
async function disturbLine(line: TcpProxy, { random }: FaultContext): Promise<void> {
  line.delay(() => random.integer(100, 300));
  try {
    await repeat(resetsEveryMs, () => line.reset(random.pick));
  } finally {
    line.endDelay();
  }
}

export const badLines: readonly FaultCase[] = [
  {
    name: 'connections-terminated',
    fault: 'database connections terminated at random, five a second',
    times: 3,
    async inject(context) {
      await terminateConnections(context);
      await context.shop.untilReady();
    },
  },
  {
    name: 'bursts',
    fault: 'database traffic in bursts, random and new connections terminated',
    layout: 'proxied',
    times: 1,
    async inject(context) {
      const { lines, untilReady } = context.shop;
      lines.database.delay(inBursts(burstsEveryMs));
      try {
        await terminateEarly(context);
      } finally {
        lines.database.endDelay();
      }
      await untilReady();
    },
  },
  ...(['database', 'broker'] as const).map(
    (name): FaultCase => ({
      name: `slow-${name}`,
      fault: `100 to 300 ms of latency to the ${name}, connections reset at random`,
      layout: 'proxied',
      times: 1,
      async inject(context) {
        await disturbLine(context.shop.lines[name], context);
        await context.shop.untilReady();
      },
    }),
  ),
];
