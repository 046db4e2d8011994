import { eventually } from '@online-shop/e2e/eventually';
import { openClient } from '@online-shop/shared/database/connection';
import { type Bench, openBench } from '../../src/bench';
import { verifyBooks } from '../../src/books';
import { atRest } from '../../src/cases/at-rest';
import { gatewayAtRest } from '../../src/cases/gateway-at-rest';
import { spread } from '../../src/cases/orders';
import { writeHistory } from '../../src/history';
import { sqlBatched } from '../../src/limits/sql-batched';
import { sqlFiveCommits } from '../../src/limits/sql-five-commits';
import { hasProc } from '../../src/measure/processes';
import { watchSessions } from '../../src/measure/sessions';

/** Small, but for real: the compiled services in production mode on a durable PostgreSQL. */
describe('the benchmark', () => {
  let opening: Promise<Bench> | undefined;
  let bench: Bench;
  const size = { orders: 200, connections: 8 };

  beforeAll(async () => {
    opening = openBench({ bus: 'postgres', userCount: 20 });
    bench = await opening;
  }, 120_000);
  // Also one that opens after its hook has timed out: its processes would keep this one alive.
  afterAll(async () => (await opening?.catch(() => undefined))?.close(), 60_000);

  it('measures orders from the request to their end, and finds the books right', async () => {
    const measures = await spread.measure(bench, size);
    await verifyBooks(bench);
    expect(measures).toMatchObject({
      settledPerSecond: expect.any(Number),
      postP99: expect.any(Number),
      settleP50: expect.any(Number),
      messagesPerOrder: 2,
    });
    // Batches share commits: never more than one for each of the five steps.
    expect(measures.commitsPerOrder).toBeGreaterThan(0);
    expect(measures.commitsPerOrder).toBeLessThan(6);
    // The longest of them, a charge, has six statements.
    expect(measures.statementsPerOrder).toBeGreaterThan(0);
    expect(measures.statementsPerOrder).toBeLessThan(12);
  }, 120_000);

  it('tells what each process computed and held, where the system does', async () => {
    const measures = await spread.measure(bench, size);
    const parts = ['Gateway', 'Orders', 'Payments', 'Postgres', 'Broker'] as const;
    const told = parts.filter((part) => (measures[`cpu${part}`] ?? 0) > 0);
    expect(told).toEqual(hasProc ? parts : []);
    expect((measures.memoryOrders ?? 0) > 20).toBe(hasProc);
    expect(measures.cpuClient).toBeGreaterThan(0);
  }, 120_000);

  it('measures what a quiet client waits for', async () => {
    const measures = await atRest.measure(bench, { ...size, orders: 10 });
    await verifyBooks(bench);
    expect(measures.finishedP50).toBeGreaterThan(measures.postP50 as number);
  }, 120_000);

  it.each([sqlFiveCommits, sqlBatched])(
    'keeps the same books by $title',
    async (limit) => {
      const measures = await limit.measure(bench, size);
      expect(measures.settledPerSecond).toBeGreaterThan(0);
      expect(measures.commitsPerOrder).toBeGreaterThan(0);
    },
    60_000,
  );

  it('counts the commits and the statements of an order', async () => {
    const measures = await sqlFiveCommits.measure(bench, size);
    // The shop beside it is at rest, but not asleep.
    expect(measures.commitsPerOrder).toBeCloseTo(5, 0);
    expect(measures.statementsPerOrder).toBeCloseTo(11, 0);
  }, 60_000);

  it('measures what the gateway adds, beside what any proxy does', async () => {
    const measures = await gatewayAtRest.measure(bench, { ...size, orders: 20 });
    expect(measures.addedP50).toBe((measures.getP50 as number) - (measures.directP50 as number));
    expect(measures.addedByBareP50).toEqual(expect.any(Number));
  }, 60_000);

  it('tells the sessions that wait for a lock from those whose program is slow', async () => {
    const connection = { url: bench.shop.ordersDb.url, applicationName: 'bench-test' };
    const slow = await openClient(connection);
    const waiting = await openClient(connection);
    const lock = 'SELECT pg_advisory_xact_lock(1)';
    await slow.query('BEGIN');
    await slow.query(lock);
    const locked = waiting.query(lock);
    await eventually(async () => {
      const { lock: count, program } = await watchSessions(bench.server, AbortSignal.abort());
      expect(count).toBe(1);
      expect(program).toBeGreaterThanOrEqual(1);
    });
    await slow.query('COMMIT');
    await locked;
    await Promise.all([slow.end(), waiting.end()]);
  }, 60_000);

  it('writes a history whose books are right', async () => {
    const before = bench.accepted;
    await writeHistory(bench, { orders: 1_003, users: 10 });
    expect(bench.accepted).toBe(before + 1_003);
    await verifyBooks(bench);
  }, 120_000);

  it('fails where an order is refused', async () => {
    const unlike = { ...bench, users: ['not a user id'] };
    await expect(spread.measure(unlike, size)).rejects.toThrow(
      '200 of 200 requests were not answered 201; the first was 400',
    );
  }, 120_000);

  it('fails where an order is missing from the books', async () => {
    await expect(verifyBooks({ ...bench, accepted: bench.accepted + 1 })).rejects.toThrow(
      'were accepted',
    );
  }, 120_000);

  it('fails where a charge is not the price', async () => {
    await bench.ordersDb.query('SET session_replication_role = replica');
    await bench.ordersDb.query(
      'UPDATE orders SET amount = amount + 1 WHERE id = (SELECT min(id::text)::uuid FROM orders)',
    );
    await expect(verifyBooks(bench)).rejects.toThrow('differ in an order, its price or its end');
  }, 120_000);
});
