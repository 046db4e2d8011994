/**
 * Dead letters on the embedded bus are rows of `bus.dead_letters`. A replay is one statement that
 * turns rows into graphile-worker jobs, so a message is never in both tables and never in neither.
 */
import { maxJobAttempts } from '@online-shop/shared/bus/postgres/publisher';
import { countLiveConsumers } from '@online-shop/shared/bus/postgres/session';
import { openClient } from '@online-shop/shared/database/connection';
import type { Client, QueryResultRow } from 'pg';
import { UnreachableError } from '../../unreachable-error';
import type { DeadLetter } from '../dead-letter';
import {
  type DeadLetterStore,
  defaultPageSize,
  type StoreOptions,
  UnusedBusError,
} from '../dead-letter-store';

const queryTimeoutMs = 20_000;

const deadLettersSql = `
  SELECT id::text, queue AS "deadLetterQueue", message, attempts,
    error_code AS "errorCode", error_message AS "errorMessage",
    first_failed_at AS "firstFailedAt", last_failed_at AS "lastFailedAt"
  FROM bus.dead_letters`;
const lastIdSql = 'SELECT coalesce(max(id), 0)::text AS id FROM bus.dead_letters';
const pageSql = `
  ${deadLettersSql} WHERE queue = $1 AND dead_letters.id > $2 AND dead_letters.id <= $3
  ORDER BY dead_letters.id LIMIT $4`;
const findSql = `${deadLettersSql} WHERE queue = ANY($1) AND dead_letters.id = $2`;
const dropSql = `
  DELETE FROM bus.dead_letters WHERE queue = ANY($1) AND id = ANY($2::bigint[])
  RETURNING id::text`;

/** A queue exists when its service has declared its bindings. */
const findQueueSql = `
  SELECT (${countLiveConsumers})::int AS consumers
  WHERE EXISTS (SELECT FROM bus.bindings WHERE queue = $1)`;

/**
 * This program builds the payload, because PostgreSQL cannot extract a NUL from a `json` column.
 */
const replaySql = `
  WITH letter AS (
    DELETE FROM bus.dead_letters AS dead
    USING unnest($1::bigint[], $2::text[], $3::text[]) AS chosen (id, queue, payload)
    WHERE dead.id = chosen.id AND EXISTS (
      SELECT FROM bus.bindings WHERE bindings.queue = chosen.queue
    )
    RETURNING chosen.*
  ), job AS (
    SELECT id, row(
      queue, payload::json, NULL, NULL, ${maxJobAttempts}, NULL, NULL, NULL
    )::graphile_worker.job_spec AS spec
    FROM letter
  ), added AS (
    SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(SELECT spec FROM job ORDER BY id))
  )
  SELECT job.id::text FROM job, added`;

interface LetterRow {
  readonly id: string;
  readonly deadLetterQueue: string;
  /** The message in the format of the bus, `Delivered`. */
  readonly message: Readonly<Record<string, unknown>>;
  readonly attempts: number;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
}

export async function openPostgresStore(options: StoreOptions): Promise<DeadLetterStore> {
  const { url, queues, pageSize = defaultPageSize } = options;
  const queueOf = new Map(queues.map((each) => [each.deadLetterQueue, each.queue]));
  const deadLetterQueues = [...queueOf.keys()];
  const client = await openClient(
    { url, applicationName: 'dead-letters' },
    { query_timeout: queryTimeoutMs },
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

  const idsOf = (rows: readonly { id: string }[]) => new Set(rows.map(({ id }) => id));
  const findQueue = async (queue: string) =>
    (await query<{ consumers: number }>(findQueueSql, [queue]))[0] ?? null;

  const store: DeadLetterStore = {
    notes: [],
    async *read() {
      const [last] = await query<{ id: string }>(lastIdSql, []);
      for (const queue of deadLetterQueues) {
        let position = '0';
        for (;;) {
          const values = [queue, position, last?.id, pageSize];
          const rows = await query<LetterRow>(pageSql, values);
          if (rows.length > 0) yield rows.map((row) => toLetter(row, queueOf));
          if (rows.length < pageSize) break;
          position = rows.at(-1)?.id ?? position;
        }
      }
    },
    async find(id) {
      if (!isRowId(id)) return null;
      const [row] = await query<LetterRow>(findSql, [deadLetterQueues, id]);
      return row ? toLetter(row, queueOf) : null;
    },
    async replay(letters) {
      const values = [
        letters.map(({ id }) => id),
        letters.map(({ queue }) => queue),
        letters.map(toPayload),
      ];
      const replayed = idsOf(await query<{ id: string }>(replaySql, values));
      const outcomes = letters.map(async ({ id, queue }) => {
        if (replayed.has(id)) return 'replayed';
        return (await findQueue(queue)) ? 'unknown' : 'queue-gone';
      });
      return Promise.all(outcomes);
    },
    async drop(letters) {
      const ids = letters.map(({ id }) => id);
      const dropped = idsOf(await query<{ id: string }>(dropSql, [deadLetterQueues, ids]));
      return ids.map((id) => dropped.has(id));
    },
    findQueue,
    close: () => client.end().catch(() => {}),
  };

  try {
    if (!(await hasBus(client))) throw new UnusedBusError();
    return store;
  } catch (cause) {
    await store.close();
    throw new UnreachableError('the bus', { url, cause });
  }
}

async function hasBus(client: Client): Promise<boolean> {
  const { rows } = await client.query(`SELECT to_regclass('bus.dead_letters') AS found`);
  return rows[0].found !== null;
}

/** Returns the message in the format that the publisher sent. */
function toPayload({ messageId, correlationId, body }: DeadLetter): string {
  const payload = { id: messageId ?? undefined, correlationId: correlationId ?? undefined, body };
  return JSON.stringify(payload);
}

/** Whether the text is a bigint. PostgreSQL would reject any other text with an error. */
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
      attempts,
      errorCode,
      errorMessage,
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
