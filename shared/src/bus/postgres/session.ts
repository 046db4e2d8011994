/**
 * The connections of the engine: one pool for publishing, one pool for the workers, and one session
 * connection that shows that this process is alive.
 *
 * A publish returns after its commit is on disk. The workers do not wait for the disk
 * (`synchronous_commit = off`) when they lock or complete a job. If the database crashes within a
 * fraction of a second, it loses that commit and delivers the message again, as after any crash
 * before the acknowledgement. PostgreSQL writes WAL in order, so it never keeps a later commit
 * without the earlier ones.
 *
 * graphile-worker keeps the jobs of a killed process locked for four hours. Therefore each worker
 * pool is registered in `bus.workers` and holds an advisory lock on the session connection.
 * PostgreSQL releases the lock when the process dies, and the next heartbeat of any other process
 * frees the jobs.
 *
 * Crash windows:
 * - Killed between the first fetch and the registration (milliseconds): the next start of any
 *   process frees the jobs of pools that hold no lock.
 * - Connection lost while the process lives: other consumers may receive jobs that the process
 *   still works on. At-least-once delivery allows these duplicates.
 *
 * Half-open connections: a heartbeat without a response within 5 s ends the session. Then all
 * sockets are destroyed, so that no query waits on a dead connection. The pools reconnect with the
 * next query.
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
  /** Ends the session with the given reason. The next session opens after a backoff. */
  markLost(reason: unknown): void;
  /**
   * Registers a worker pool that consumes the queue, so that other processes do not free its jobs.
   */
  register(worker: { readonly poolId: string; readonly queue: string }): Promise<void>;
  /** Removes the worker pool and frees its unfinished jobs. */
  unregister(poolId: string): Promise<void>;
  end(): Promise<void>;
}

export interface PostgresSessions extends ConnectionKeeper<PostgresSession> {
  /** Commits are on disk. While the database is unavailable, queries of both pools reject. */
  readonly pool: Pool;
  /** Only for the workers: a crash of the database may lose the last commits. */
  readonly workerPool: Pool;
}

const heartbeatIntervalMs = 1_000;
const answerTimeoutMs = 5_000;
const maxPublishingConnections = 4;
/** Includes one listening connection per consumer. */
const maxWorkerConnections = 8;

const lockPool = 'SELECT pg_advisory_lock(hashtextextended($1, 0))';
const unlockPool = 'SELECT pg_advisory_unlock(hashtextextended($1, 0))';
const registerPool = `
  INSERT INTO bus.workers (pool_id, queue) VALUES ($1, $2) ON CONFLICT DO NOTHING`;
const unregisterPool = 'DELETE FROM bus.workers WHERE pool_id = $1';
const freeJobs = 'SELECT graphile_worker.force_unlock_workers(ARRAY[$1])';

/**
 * Frees the jobs of pools whose lock is free: their process is dead. The parameter excludes our own
 * pools, because a session can take its own locks again.
 */
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

/** Counts the live consumers of the queue $1: the pools whose lock is taken. */
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
      .on('error', (error) =>
        logger.debug('message bus: idle database connection lost', { reason: error.message }),
      )
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
    client.on('end', () => lost.abort(new Error('the database connection ended')));
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

  async function sendHeartbeats(): Promise<void> {
    while (!lost.signal.aborted) {
      await client.query(freeJobsOfDeadPools, [[...poolIds]]);
      await pause(heartbeatIntervalMs, lost.signal);
    }
  }
  sendHeartbeats().catch((error: unknown) => lost.abort(error));

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
