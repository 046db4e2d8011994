/**
 * A snapshot of one database: a read-only transaction that sees the database at one moment, however
 * long it reads.
 *
 * A snapshot blocks no service. It takes only ACCESS SHARE locks, which conflict with DDL only, and
 * PostgreSQL rejects every write in a read-only transaction. It uses at most one core of the
 * server. If a migration holds a lock, the snapshot fails after 5 s. While the snapshot is open,
 * VACUUM keeps the row versions that it can still see.
 */
import { openClient } from '@online-shop/shared/database/connection';
import type { QueryResultRow } from 'pg';
import { AuditProblem, reasonOf } from './audit-problem';

export interface Snapshot {
  /** The moment of the snapshot, by the database's clock. */
  readonly takenAt: Date;
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Reads the rows in batches, in the statement's order. At most two batches are in memory. */
  read<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Batches<Row>;
  /** A second call has no effect. */
  close(): Promise<void>;
}

export type Batches<Row> = AsyncGenerator<readonly Row[], void>;

export interface SnapshotOptions {
  /** The name of the database in error messages. */
  readonly name: string;
  readonly url: string;
  /** Rows per batch. Defaults to 5 000. */
  readonly batchSize?: number;
}

const openSql = `
  BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL lock_timeout = '5s';
  SET LOCAL statement_timeout = '1h';
  SET LOCAL idle_in_transaction_session_timeout = '10min';
  SET LOCAL max_parallel_workers_per_gather = 0;
  SET LOCAL work_mem = '64MB'`;

/** The first statement that reads. PostgreSQL takes the snapshot at this moment. */
const takeSnapshotSql = 'SELECT clock_timestamp() AS "takenAt"';

/** The function and the snapshot's methods throw AuditProblem if the database cannot be read. */
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

  /** Runs statements one after another, because a connection executes one at a time. */
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
      // PostgreSQL reads the next batch while the caller processes this one.
      next = fetch();
      next.catch(() => {}); // The error is thrown when `next` is awaited.
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
    // The transaction is read-only, so the server can end it with the connection.
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
