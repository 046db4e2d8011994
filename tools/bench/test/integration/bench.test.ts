import { eventually } from '@online-shop/e2e/eventually';
import { openClient } from '@online-shop/shared/database/connection';
import { type Bench, openBench } from '../../src/bench';
import { atRest } from '../../src/cases/at-rest';
import { gatewayAtRest } from '../../src/cases/gateway-at-rest';
import { spread } from '../../src/cases/orders';
import { verifyConsistency } from '../../src/consistency';
import { writeHistory } from '../../src/history';
import { sqlBatched } from '../../src/limits/sql-batched';
import { sqlFiveCommits } from '../../src/limits/sql-five-commits';
import { hasProc } from '../../src/measure/processes';
import { watchSessions } from '../../src/measure/sessions';

/** A small run with the compiled services in production mode and a durable PostgreSQL. */
describe('the benchmark', () => {
  let opening: Promise<Bench> | undefined;
  let bench: Bench;
  const size = { orders: 200, connections: 8 };

  beforeAll(async () => {
    opening = openBench({ bus: 'postgres', userCount: 20 });
    bench = await opening;
  }, 120_000);
  // Also closes a shop that starts after beforeAll has timed out: its processes would keep Jest
  // alive.
  afterAll(async () => (await opening?.catch(() => undefined))?.close(), 60_000);

  it('measures orders until they are settled and verifies the databases', async () => {
    const measures = await spread.measure(bench, size);
    await verifyConsistency(bench);
    expect(measures).toMatchObject({
      settledPerSecond: expect.any(Number),
      postP99: expect.any(Number),
      settleP50: expect.any(Number),
      messagesPerOrder: 2,
    });
    // Each of the five steps commits at most once per order.
    expect(measures.commitsPerOrder).toBeGreaterThan(0);
    expect(measures.commitsPerOrder).toBeLessThan(6);
    // A charge has the most statements: six.
    expect(measures.statementsPerOrder).toBeGreaterThan(0);
    expect(measures.statementsPerOrder).toBeLessThan(12);
  }, 120_000);

  it('measures CPU time and memory by part if the system has /proc', async () => {
    const measures = await spread.measure(bench, size);
    const parts = ['Gateway', 'Orders', 'Payments', 'Postgres', 'Broker'] as const;
    const told = parts.filter((part) => (measures[`cpu${part}`] ?? 0) > 0);
    expect(told).toEqual(hasProc ? parts : []);
    expect((measures.memoryOrders ?? 0) > 20).toBe(hasProc);
    expect(measures.cpuClient).toBeGreaterThan(0);
  }, 120_000);

  it('measures the time from POST to FINISHED at low load', async () => {
    const measures = await atRest.measure(bench, { ...size, orders: 10 });
    await verifyConsistency(bench);
    expect(measures.finishedP50).toBeGreaterThan(measures.postP50 as number);
  }, 120_000);

  it.each([sqlFiveCommits, sqlBatched])(
    'writes consistent data in the case: $title',
    async (limit) => {
      const measures = await limit.measure(bench, size);
      expect(measures.settledPerSecond).toBeGreaterThan(0);
      expect(measures.commitsPerOrder).toBeGreaterThan(0);
    },
    60_000,
  );

  it('counts 5 commits and 11 statements per order in SQL only', async () => {
    const measures = await sqlFiveCommits.measure(bench, size);
    // The idle shop on the same server adds a few statements, so the count is not exact.
    expect(measures.commitsPerOrder).toBeCloseTo(5, 0);
    expect(measures.statementsPerOrder).toBeCloseTo(11, 0);
  }, 60_000);

  it('measures the latency added by the gateway and by a bare proxy', async () => {
    const measures = await gatewayAtRest.measure(bench, { ...size, orders: 20 });
    expect(measures.addedP50).toBe((measures.getP50 as number) - (measures.directP50 as number));
    expect(measures.addedByBareP50).toEqual(expect.any(Number));
  }, 60_000);

  it('distinguishes sessions that wait for a lock from sessions that wait for their client', async () => {
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

  it('writes a history that is consistent in both databases', async () => {
    const before = bench.accepted;
    await writeHistory(bench, { orders: 1_003, users: 10 });
    expect(bench.accepted).toBe(before + 1_003);
    await verifyConsistency(bench);
  }, 120_000);

  it('fails if an order is rejected', async () => {
    const unlike = { ...bench, users: ['not a user id'] };
    await expect(spread.measure(unlike, size)).rejects.toThrow(
      '200 of 200 responses were not 201; the first was 400',
    );
  }, 120_000);

  it('fails if an accepted order is missing from the database', async () => {
    await expect(verifyConsistency({ ...bench, accepted: bench.accepted + 1 })).rejects.toThrow(
      'orders were accepted',
    );
  }, 120_000);

  it('fails if a charge differs from the amount of the order', async () => {
    await bench.ordersDb.query('SET session_replication_role = replica');
    await bench.ordersDb.query(
      'UPDATE orders SET amount = amount + 1 WHERE id = (SELECT min(id::text)::uuid FROM orders)',
    );
    await expect(verifyConsistency(bench)).rejects.toThrow(
      'the ID, amount or final status of an order differs',
    );
  }, 120_000);
});
