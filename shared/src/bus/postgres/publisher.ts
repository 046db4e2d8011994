/**
 * Publishes messages with one statement. The statement looks up the bound queues and adds one job
 * per queue. When it returns, a message is on disk in all of its queues or in none. Messages that
 * arrive while a statement runs share the next one.
 *
 * Crash windows:
 * - before the commit: nothing was published.
 * - after the commit: everything was published, even if the publisher received no response. It
 *   publishes the messages again under the same IDs, and the inbox discards the duplicates.
 */
import type { Pool } from 'pg';
import { createBatcher } from '../../batching/batcher';
import { UnavailableError } from '../../errors/unavailable-error';
import {
  BusUnavailableError,
  type MessageBus,
  type OutgoingMessage,
  UnroutableError,
} from '../bus';
import { onAbort } from '../on-abort';
import { routeOf, type Topology } from '../topology';

/**
 * The largest value that graphile-worker accepts. It counts every fetch of a job; the subscription
 * has its own limit.
 */
export const maxJobAttempts = 32_767;

const publishSql = `
  WITH routed AS (
    SELECT DISTINCT m.n, b.queue, m.id, m.correlation_id, m.body
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
      AS m (exchange, routing_key, id, correlation_id, body, n)
    JOIN bus.bindings b ON b.exchange = m.exchange AND m.routing_key ~ b.pattern
  ), job AS (
    SELECT n, row(
      queue, json_build_object('id', id, 'correlationId', correlation_id, 'body', body),
      NULL, NULL, ${maxJobAttempts}, NULL, NULL, NULL
    )::graphile_worker.job_spec AS spec
    FROM routed
  ), added AS (
    SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(SELECT spec FROM job ORDER BY n))
  )
  SELECT DISTINCT routed.n::int FROM routed, added`;

interface Outgoing extends OutgoingMessage {
  readonly exchange: string;
  readonly routingKey: string;
}
/** The outcome of one message. An error rejects the publish of that message. */
type Outcome = 'published' | UnroutableError | BusUnavailableError;

export interface PublisherOptions {
  readonly pool: Pool;
  readonly topology: Topology;
  readonly isUp: () => boolean;
}

export function createPublisher({ pool, topology, isUp }: PublisherOptions): MessageBus['publish'] {
  const batcher = createBatcher<Outgoing, Outcome>({
    run: (messages) => insert(pool, messages),
    maxBatchSize: 500,
    maxBacklog: 20_000,
    maxConcurrency: 2,
  });

  return async (message, { signal }) => {
    const route = routeOf(topology, message.type);
    if (!isUp()) throw new BusUnavailableError('the message bus is unavailable');
    await beforeAbort(batcher.submit({ ...message, ...route }), signal);
  };
}

/**
 * Never rejects. If the database is unavailable, the whole batch fails, and the batcher need not
 * search for the failing message.
 */
async function insert(pool: Pool, messages: readonly Outgoing[]): Promise<readonly Outcome[]> {
  try {
    const { rows } = await pool.query<{ n: number }>({
      name: 'bus-publish',
      text: publishSql,
      values: [
        messages.map((message) => message.exchange),
        messages.map((message) => message.routingKey),
        messages.map((message) => message.id),
        messages.map((message) => message.correlationId),
        messages.map((message) => message.body),
      ],
    });
    const routed = new Set(rows.map(({ n }) => n));
    return messages.map(({ type }, i) =>
      routed.has(i + 1) ? 'published' : new UnroutableError(type),
    );
  } catch (cause) {
    return messages.map(
      () => new BusUnavailableError('the database did not store the message', { cause }),
    );
  }
}

function beforeAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () =>
      reject(new BusUnavailableError('no confirmation in time', { cause: signal.reason })),
    );
    promise.then(resolve, (error: unknown) => reject(toBusError(error))).finally(() => forget());
  });
}

/**
 * Translates the error of a full batcher. Returns any other error unchanged: it is the outcome of
 * the message.
 */
function toBusError(error: unknown): unknown {
  if (!(error instanceof UnavailableError)) return error;
  return new BusUnavailableError('the publish backlog is full', { cause: error });
}
