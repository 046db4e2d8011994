/**
 * Publishing is one statement: it looks up who is bound and gives each such queue its job, so a
 * message is in all of its queues or in none, on disk, when the statement returns. Publishes that
 * come while a statement is under way share the next one.
 *
 * Crash windows: killed before the commit, nothing was published; after it, everything was, even
 * if the publisher never heard. It publishes again under the same id, and the inbox absorbs it.
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

/** graphile-worker counts every fetch of a job; our own bound is the subscription's. */
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
/** An error is that of one message: its publisher is given it as it is. */
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
    if (!isUp()) throw new BusUnavailableError('the bus is away');
    await beforeAbort(batcher.submit({ ...message, ...route }), signal);
  };
}

/** Never rejects: a database that is away is away for the whole batch, there is no one to blame. */
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
    return messages.map(() => new BusUnavailableError('the message was not taken', { cause }));
  }
}

function beforeAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () =>
      reject(new BusUnavailableError('no answer in time', { cause: signal.reason })),
    );
    promise
      .then(resolve, (error: unknown) => reject(inWordsOfTheBus(error)))
      .finally(() => forget());
  });
}

/** The batcher's own word is that too much waits; anything else was said of the message. */
function inWordsOfTheBus(error: unknown): unknown {
  if (!(error instanceof UnavailableError)) return error;
  return new BusUnavailableError('too much waits to be published', { cause: error });
}
