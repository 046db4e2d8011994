import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';

/** How many sessions of the PostgreSQL server are so, on the average of many looks. */
export interface Sessions {
  /** In a statement and waiting for nothing, but perhaps for a processor. */
  readonly working: number;
  /** For what is written to be safe. */
  readonly disk: number;
  /** For a row or a table that another transaction has locked. */
  readonly lock: number;
  /** For a structure within the server that another session has locked. */
  readonly latch: number;
  /** In a transaction, until the program sends its next statement. */
  readonly program: number;
}

/** A look costs about 0.3 ms of a processor. */
const intervalMs = 50;

/** Of everybody but who measures. The names: PostgreSQL's manual, *Wait Events*. */
const sampleSql = {
  name: 'sessions',
  text: `
    SELECT count(*) FILTER (WHERE state = 'active' AND wait_event_type IS NULL)::int AS working,
      count(*) FILTER (WHERE wait_event_type = 'IO' OR wait_event = 'WALWrite')::int AS disk,
      count(*) FILTER (WHERE wait_event_type = 'Lock')::int AS lock,
      count(*) FILTER (WHERE wait_event_type = 'LWLock' AND wait_event <> 'WALWrite')::int AS latch,
      count(*) FILTER (WHERE state LIKE 'idle in transaction%')::int AS program
    FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND usename <> current_user`,
};

/** Watches until it is over. */
export async function watchSessions(server: Client, isOver: AbortSignal): Promise<Sessions> {
  const looks: Sessions[] = [];
  do {
    const { rows } = await server.query<Sessions>(sampleSql);
    looks.push(...rows);
    await pause(intervalMs);
  } while (!isOver.aborted);

  const meanOf = (kind: keyof Sessions) =>
    looks.reduce((sum, look) => sum + look[kind], 0) / looks.length;
  return {
    working: meanOf('working'),
    disk: meanOf('disk'),
    lock: meanOf('lock'),
    latch: meanOf('latch'),
    program: meanOf('program'),
  };
}
