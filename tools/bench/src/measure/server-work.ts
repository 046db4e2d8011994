import type { Client } from 'pg';

/** Counters of the whole PostgreSQL server. They only increase. */
export interface ServerWork {
  /** Transactions that wrote data. Each waited for a disk sync. */
  readonly commits: number;
  /**
   * Statements of all roles except the benchmark's, without BEGIN and COMMIT, whose counts are
   * unreliable.
   */
  readonly statements: number;
  readonly walBytes: number;
}

/** The settings that `countStatements` requires. */
export const countingSettings = { shared_preload_libraries: 'pg_stat_statements' };

/** Enables the counters. Call it before the first reading; a second call has no effect. */
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

/** The difference of two readings. */
export function workBetween(before: ServerWork, after: ServerWork): ServerWork {
  return {
    commits: after.commits - before.commits,
    statements: after.statements - before.statements,
    walBytes: after.walBytes - before.walBytes,
  };
}
