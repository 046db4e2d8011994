import type { Client } from 'pg';

/** What the whole PostgreSQL server has done, by counters which only grow. */
export interface ServerWork {
  /** Transactions that wrote something: each has waited for the disk. */
  readonly commits: number;
  /** Of everybody but who measures; `begin` and `commit` are not told, nor counted reliably. */
  readonly statements: number;
  readonly walBytes: number;
}

/** Settings of a server whose statements can be counted. */
export const countingSettings = { shared_preload_libraries: 'pg_stat_statements' };

/** Before the first reading. A second call changes nothing. */
export async function countStatements(server: Client): Promise<void> {
  await server.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
}

const workSql = `
  SELECT pg_snapshot_xmax(pg_current_snapshot())::text::float8 AS commits,
    (SELECT coalesce(sum(calls), 0)::float8 FROM pg_stat_statements
      WHERE userid <> current_user::regrole AND query !~* '^(begin|commit)') AS statements,
    pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS "walBytes"`;

export async function readServerWork(server: Client): Promise<ServerWork> {
  const { rows } = await server.query<ServerWork>(workSql);
  return rows[0] as ServerWork;
}

/** What was done between two readings. */
export function workBetween(before: ServerWork, after: ServerWork): ServerWork {
  return {
    commits: after.commits - before.commits,
    statements: after.statements - before.statements,
    walBytes: after.walBytes - before.walBytes,
  };
}
