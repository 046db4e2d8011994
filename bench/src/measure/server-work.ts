import type { Client } from 'pg';

/** Counters of the whole PostgreSQL server, which only grow. */
export interface ServerWork {
  /** Transactions that wrote something: each has waited for the disk. */
  readonly writes: number;
  readonly walBytes: number;
}

const WORK = `
  select pg_snapshot_xmax(pg_current_snapshot())::text::float8 as writes,
    pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as "walBytes"`;

export async function readServerWork(client: Client): Promise<ServerWork> {
  const { rows } = await client.query<ServerWork>(WORK);
  return rows[0] as ServerWork;
}
