import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';

/** The average number of PostgreSQL sessions in each state, over many samples. */
export interface Sessions {
  /** Executing a statement, or ready to execute and waiting for a CPU. */
  readonly working: number;
  /** Waiting for a disk read, write or sync. */
  readonly disk: number;
  /** Waiting for a row or table that another transaction has locked. */
  readonly lock: number;
  /** Waiting for an internal lock of the server (LWLock). */
  readonly latch: number;
  /** In a transaction, waiting for the client's next statement. */
  readonly program: number;
}

/** The sampling interval. A sample costs about 0.3 ms of CPU time. */
const intervalMs = 50;

/**
 * Excludes the benchmark's own sessions. PostgreSQL's manual lists the names under *Wait Events*.
 */
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

/** Samples the sessions until `isOver` aborts, and returns the averages. */
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
