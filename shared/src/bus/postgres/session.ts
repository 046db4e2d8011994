/**
 * The engine's tie to its database: a pool to publish, one for the workers, and one connection
 * whose life stands for the life of this process.
 *
 * What is published is on disk when the publisher hears of it. What the workers write, that a job
 * is taken or done, is not waited for (`synchronous_commit = off`): a database that dies within a
 * fraction of a second forgets it and delivers once more, as after any crash before the
 * acknowledgement. WAL is kept in order, so nothing later is there when this is not.
 *
 * graphile-worker leaves the jobs of a killed process locked for four hours. So each worker pool is
 * written down in `bus.workers` and holds an advisory lock on that one connection: PostgreSQL drops
 * the lock when the process dies, and the next beat of any other process frees the jobs.
 * - Killed between the first fetch and the writing down (milliseconds): the sweep at the next
 *   start of any process frees what no living pool holds.
 * - Connection lost, process alive: its jobs may be handed to somebody else while it still works
 *   on them. That is one delivery more, which at-least-once allows.
 *
 * Half-open connections: a beat that is not answered in time loses the connection, and with it
 * every socket ends, so that no query waits on a dead one. The pool connects anew by itself.
 */
import { Socket } from 'node:net';
import { Client, Pool } from 'pg';
import { createConnectionConfig } from '../../database/connection';
import { plannerSettings } from '../../database/planner-settings';
import type { SessionSettings } from '../../database/session-settings';
import type { BusOptions } from '../bus-options';
import { type ConnectionKeeper, createConnectionKeeper } from '../connection-keeper';
import { onAbort, pause } from '../on-abort';
import { prepareSchema } from './schema';

export interface PostgresSession {
  /** For whoever finds that something is amiss. */
  markLost(reason: unknown): void;
  /** Keeps the jobs of a worker pool of this process, which consumes the queue, from being freed. */
  register(worker: { readonly poolId: string; readonly queue: string }): Promise<void>;
  /** Also frees what the pool has not finished. */
  unregister(poolId: string): Promise<void>;
  end(): Promise<void>;
}

export interface PostgresSessions extends ConnectionKeeper<PostgresSession> {
  /** What it commits is on disk. While the database is away, queries of either pool reject. */
  readonly pool: Pool;
  /** For the workers alone: what it commits may be forgotten. */
  readonly workerPool: Pool;
}

const heartbeatIntervalMs = 1_000;
const answerTimeoutMs = 5_000;
const maxPublishingConnections = 4;
/** Each consumer holds one to listen. */
const maxWorkerConnections = 8;

const lockPool = 'SELECT pg_advisory_lock(hashtextextended($1, 0))';
const unlockPool = 'SELECT pg_advisory_unlock(hashtextextended($1, 0))';
const registerPool = `
  INSERT INTO bus.workers (pool_id, queue) VALUES ($1, $2) ON CONFLICT DO NOTHING`;
const unregisterPool = 'DELETE FROM bus.workers WHERE pool_id = $1';
const freeJobs = 'SELECT graphile_worker.force_unlock_workers(ARRAY[$1])';

/** Whoever gets a pool's lock knows that its holder is gone. Our own we hold: they are not asked. */
const freeJobsOfDeadPools = `
  WITH dead AS (
    DELETE FROM bus.workers
    WHERE pool_id <> ALL ($1::text[])
      AND pg_try_advisory_xact_lock(hashtextextended(pool_id, 0))
    RETURNING pool_id
  )
  SELECT graphile_worker.force_unlock_workers(array_agg(pool_id)) FROM dead HAVING count(*) > 0`;

const freeUnownedJobs = `
  WITH holders AS MATERIALIZED (
    SELECT DISTINCT locked_by AS pool_id FROM graphile_worker.jobs WHERE locked_by IS NOT NULL
  ), dead AS MATERIALIZED (
    SELECT pool_id FROM holders WHERE pg_try_advisory_xact_lock(hashtextextended(pool_id, 0))
  )
  SELECT graphile_worker.force_unlock_workers(array_agg(pool_id)) FROM dead HAVING count(*) > 0`;

/** Counts the living consumers of the queue $1: those whose lock cannot be taken. */
export const countLiveConsumers = `
  SELECT count(*) FROM (
    SELECT pool_id FROM bus.workers WHERE queue = $1 OFFSET 0
  ) AS worker
  WHERE NOT pg_try_advisory_xact_lock(hashtextextended(pool_id, 0))`;

export function createSessions({ url, topology, logger }: BusOptions): PostgresSessions {
  const sockets = new Set<Socket>();
  const limits = {
    connectionTimeoutMillis: answerTimeoutMs,
    query_timeout: 2 * answerTimeoutMs,
    keepAlive: true,
    stream: () => track(new Socket()),
  };
  const configOf = (settings?: SessionSettings) => ({
    ...createConnectionConfig({
      url,
      applicationName: 'bus',
      settings: { ...plannerSettings, ...settings },
    }),
    ...limits,
  });
  const pool = openPool(maxPublishingConnections);
  const workerPool = openPool(maxWorkerConnections, { synchronous_commit: 'off' });

  /** Without these listeners, losing an idle connection would crash the process. */
  function openPool(max: number, settings?: SessionSettings): Pool {
    return new Pool({ ...configOf(settings), max })
      .on('error', (error) => logger.debug('bus connection ended', { reason: error.message }))
      .on('connect', (client) => client.on('error', () => {}));
  }

  function track(socket: Socket): Socket {
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  }

  function destroySockets(): void {
    for (const socket of sockets) socket.destroy();
  }

  async function open(lost: AbortController): Promise<PostgresSession> {
    const client = new Client({ ...configOf(), query_timeout: answerTimeoutMs });
    client.on('error', (error) => lost.abort(error));
    client.on('end', () => lost.abort(new Error('the connection ended')));
    const forget = onAbort(lost.signal, destroySockets);
    try {
      await client.connect();
      await prepareSchema(pool, topology);
      await client.query(freeUnownedJobs);
      return createSession(client, lost);
    } catch (error) {
      destroySockets();
      throw error;
    } finally {
      forget();
    }
  }

  const keeper = createConnectionKeeper({
    engine: 'postgres',
    logger,
    open,
    async close(session, { isLost }) {
      if (isLost) return destroySockets();
      await session.end();
      await Promise.all([pool.end(), workerPool.end()]).catch(() => {});
      destroySockets();
    },
  });
  return { ...keeper, pool, workerPool };
}

function createSession(client: Client, lost: AbortController): PostgresSession {
  const poolIds = new Set<string>();

  async function beat(): Promise<void> {
    while (!lost.signal.aborted) {
      await client.query(freeJobsOfDeadPools, [[...poolIds]]);
      await pause(heartbeatIntervalMs, lost.signal);
    }
  }
  beat().catch((error: unknown) => lost.abort(error));

  return {
    markLost: (reason) => lost.abort(reason),
    async register({ poolId, queue }) {
      poolIds.add(poolId);
      await client.query(lockPool, [poolId]);
      await client.query(registerPool, [poolId, queue]);
    },
    async unregister(poolId) {
      if (!poolIds.delete(poolId)) return;
      await client.query(freeJobs, [poolId]);
      await client.query(unregisterPool, [poolId]);
      await client.query(unlockPool, [poolId]);
    },
    end: () => client.end().catch(() => {}),
  };
}
