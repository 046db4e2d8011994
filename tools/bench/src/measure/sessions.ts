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
const LOOK = {
  name: 'look at sessions',
  text: `
    select count(*) filter (where state = 'active' and wait_event_type is null)::int as working,
      count(*) filter (where wait_event_type = 'IO' or wait_event = 'WALWrite')::int as disk,
      count(*) filter (where wait_event_type = 'Lock')::int as lock,
      count(*) filter (where wait_event_type = 'LWLock' and wait_event <> 'WALWrite')::int as latch,
      count(*) filter (where state like 'idle in transaction%')::int as program
    from pg_stat_activity
    where backend_type = 'client backend' and usename <> current_user`,
};

/** Watches until it is over. */
export async function watchSessions(server: Client, isOver: AbortSignal): Promise<Sessions> {
  const looks: Sessions[] = [];
  do {
    const { rows } = await server.query<Sessions>(LOOK);
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
