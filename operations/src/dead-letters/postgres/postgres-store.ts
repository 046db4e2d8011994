/**
 * Dead letters on the embedded bus: rows of `bus.dead_letters`. A replay is one statement, which
 * turns the row into a job of graphile-worker, so that the message is in one place at every moment.
 */
import { JOB_ATTEMPTS_MAX } from '@online-shop/shared/bus/postgres/publisher';
import { openClient } from '@online-shop/shared/database/connection';
import type { Client, QueryResultRow } from 'pg';
import type { DeadLetter } from '../dead-letter';
import type { DeadLetterStore, StoreOptions } from '../dead-letter-store';
import { UnreachableError } from '../unreachable-error';

const QUERY_TIMEOUT_MS = 20_000;

const LETTERS = `
  select id::text, queue as "deadLetterQueue", message, attempts,
    error_code as "errorCode", error_message as "errorMessage",
    first_failed_at as "firstFailedAt", last_failed_at as "lastFailedAt"
  from bus.dead_letters
  where queue = any($1)`;
const LIST = `${LETTERS} order by queue, last_failed_at, dead_letters.id limit $2`;
const COUNT = 'select count(*)::int as count from bus.dead_letters where queue = any($1)';
const FIND = `${LETTERS} and dead_letters.id = $2`;
const DROP = 'delete from bus.dead_letters where queue = any($1) and id = $2 returning id';

/** A queue is there once its owner has declared what it is bound to. */
const HAS_QUEUE = 'select from bus.bindings where queue = $1 limit 1';
const REPLAY = `
  with letter as (
    delete from bus.dead_letters
    where id = $1 and exists (select from bus.bindings where queue = $2)
    returning message
  )
  select graphile_worker.add_job(
    $2,
    json_build_object(
      'id', message -> 'id', 'correlationId', message -> 'correlationId', 'body', message -> 'body'
    ),
    max_attempts := ${JOB_ATTEMPTS_MAX}
  ) from letter`;

interface LetterRow {
  readonly id: string;
  readonly deadLetterQueue: string;
  /** As the bus writes it: `Delivered`. */
  readonly message: Readonly<Record<string, unknown>>;
  readonly attempts: number;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
}

export async function openPostgresStore(options: StoreOptions): Promise<DeadLetterStore> {
  const { url, queues, lettersMax } = options;
  const queueOf = new Map(queues.map((each) => [each.deadLetterQueue, each.queue]));
  const deadLetterQueues = [...queueOf.keys()];
  const client = await openClient(
    { url, applicationName: 'dead-letters' },
    { query_timeout: QUERY_TIMEOUT_MS },
  ).catch((cause: unknown) => {
    throw new UnreachableError('the bus', { url, cause });
  });

  async function query<Row extends QueryResultRow>(text: string, values: readonly unknown[]) {
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } catch (cause) {
      throw new UnreachableError('the bus', { url, cause });
    }
  }

  async function find(id: string): Promise<DeadLetter | null> {
    if (!isRowId(id)) return null;
    const [row] = await query<LetterRow>(FIND, [deadLetterQueues, id]);
    return row ? toLetter(row, queueOf) : null;
  }

  const hasQueue = async (queue: string) => (await query(HAS_QUEUE, [queue])).length > 0;
  const store: DeadLetterStore = {
    async list() {
      const rows = await query<LetterRow>(LIST, [deadLetterQueues, lettersMax]);
      const [total] = await query<{ count: number }>(COUNT, [deadLetterQueues]);
      const unread = (total?.count ?? 0) - rows.length;
      const more = `${unread} more are there: only ${lettersMax} are looked at.`;
      return {
        letters: rows.map((row) => toLetter(row, queueOf)),
        notes: unread > 0 ? [more] : [],
      };
    },
    find,
    async replay(id) {
      const letter = await find(id);
      if (!letter) return 'unknown';
      const jobs = await query(REPLAY, [id, letter.queue]);
      if (jobs.length > 0) return 'replayed';
      return (await hasQueue(letter.queue)) ? 'unknown' : 'queue-gone';
    },
    drop: async (id) => isRowId(id) && (await query(DROP, [deadLetterQueues, id])).length > 0,
    hasQueue,
    close: () => client.end().catch(() => {}),
  };

  try {
    return (await hasBus(client)) ? store : createEmptyStore(client);
  } catch (cause) {
    await client.end().catch(() => {});
    throw new UnreachableError('the bus', { url, cause });
  }
}

async function hasBus(client: Client): Promise<boolean> {
  const { rows } = await client.query(`select to_regclass('bus.dead_letters') as found`);
  return rows[0].found !== null;
}

/** A database in which no service has started yet. */
function createEmptyStore(client: Client): DeadLetterStore {
  const note = 'The bus is not there: no service has ever started on this database.';
  return {
    list: async () => ({ letters: [], notes: [note] }),
    find: async () => null,
    replay: async () => 'unknown',
    drop: async () => false,
    hasQueue: async () => false,
    close: () => client.end().catch(() => {}),
  };
}

/** What is no number of a row names none, and PostgreSQL would refuse it. */
function isRowId(id: string): boolean {
  return /^[1-9]\d{0,17}$/.test(id);
}

function toLetter(row: LetterRow, queueOf: ReadonlyMap<string, string>): DeadLetter {
  const { id, message, attempts, errorCode, errorMessage } = row;
  return {
    id,
    queue: queueOf.get(row.deadLetterQueue) ?? row.deadLetterQueue,
    messageId: textOf(message.id),
    correlationId: textOf(message.correlationId),
    reason: {
      ...{ attempts, errorCode, errorMessage },
      firstFailedAt: row.firstFailedAt.toISOString(),
      lastFailedAt: row.lastFailedAt.toISOString(),
    },
    copies: 1,
    headers: {},
    body: textOf(message.body) ?? JSON.stringify(message),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
