/**
 * A snapshot of one database: a read-only transaction that sees it as it was at one moment, however
 * long the reading takes and whatever the services do meanwhile.
 *
 * Nobody is locked out: reading takes the weakest lock there is (ACCESS SHARE), which only DDL
 * waits for; PostgreSQL refuses every write in such a transaction, whatever the role may do. What
 * it does cost: while it is open, VACUUM keeps the row versions that it may still need. It takes
 * one core of the server at most, leaving the others to the shop, and gives up rather than queue
 * behind a migration.
 */
import { openClient } from '@online-shop/shared/database/connection';
import type { QueryResultRow } from 'pg';
import { AuditProblem, reasonOf } from './audit-problem';

export interface Snapshot {
  /** By the database's clock. */
  readonly takenAt: Date;
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The rows in the statement's order; no more than two batches are in memory at once. */
  read<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Batches<Row>;
  /** Safe to call again. */
  close(): Promise<void>;
}

export type Batches<Row> = AsyncGenerator<readonly Row[], void>;

export interface SnapshotOptions {
  /** What the operator knows the database by. */
  readonly name: string;
  readonly url: string;
  /** Rows of a batch. */
  readonly batchSize?: number;
}

const openSql = `
  BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL lock_timeout = '5s';
  SET LOCAL statement_timeout = '1h';
  SET LOCAL idle_in_transaction_session_timeout = '10min';
  SET LOCAL max_parallel_workers_per_gather = 0;
  SET LOCAL work_mem = '64MB'`;

/** The first statement that reads: the snapshot is of this moment. */
const takeSnapshotSql = 'SELECT clock_timestamp() AS "takenAt"';

/** @throws AuditProblem where the database cannot be read, also from what the snapshot does */
export async function openSnapshot({
  name,
  url,
  batchSize = 5_000,
}: SnapshotOptions): Promise<Snapshot> {
  const client = await openClient(
    { url, applicationName: 'online-shop-audit' },
    { keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
  ).catch(refuse);
  let cursors = 0;
  let last: Promise<unknown> = Promise.resolve();

  /** One statement after the other, whoever asks: a connection carries one at a time. */
  function query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) {
    const result = last.then(() => client.query<Row>(text, [...values]));
    last = result.catch(() => {});
    return result.then(({ rows }) => rows, refuse);
  }

  async function* read<Row extends QueryResultRow>(text: string, values?: readonly unknown[]) {
    cursors += 1;
    const cursor = `cursor_${cursors}`;
    const fetch = () => query<Row>(`FETCH ${batchSize} FROM ${cursor}`);
    await query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${text}`, values);
    let next = fetch();
    for (;;) {
      const rows = await next;
      if (rows.length === 0) return;
      // PostgreSQL reads on while these rows are looked at.
      next = fetch();
      next.catch(() => {}); // Thrown when it is awaited, if ever.
      yield rows;
    }
  }

  function refuse(error: unknown): never {
    const { host, pathname } = new URL(url);
    const reason = reasonOf(error);
    throw new AuditProblem(`${name} (${host}${pathname}) cannot be read: ${reason}`, {
      cause: error,
    });
  }

  async function close(): Promise<void> {
    // The server ends the transaction with the connection: there is nothing to commit.
    await client.end();
  }

  try {
    for (const statement of openSql.split(';')) await query(statement);
    const [seen] = await query<{ takenAt: Date }>(takeSnapshotSql);
    return { takenAt: seen?.takenAt ?? new Date(), query, read, close };
  } catch (error) {
    await close();
    throw error;
  }
}
