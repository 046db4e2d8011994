/**
 * The engine's tie to its database: a pool for the work, and one connection whose life stands for
 * the life of this process.
 *
 *   away ──connect, prepare──► up ──beat fails, connection ends, reset()──► away ──backoff──► …
 *
 * graphile-worker leaves the jobs of a killed process locked for four hours. So each worker pool is
 * written down in `bus.workers` and holds an advisory lock on that one connection: PostgreSQL drops
 * the lock when the process dies, and the next beat of any other process frees the jobs.
 * - Killed between the first fetch and the writing down (milliseconds): the sweep at the next
 *   start of any process frees what no living pool holds.
 * - Connection lost, process alive: its jobs may be handed to somebody else while it still works
 *   on them. That is one delivery more, which at-least-once allows.
 *
 * Half-open connections: a beat that is not answered in time ends every socket, so that no query
 * waits on a dead one; the pool makes new connections by itself.
 */
import { Socket } from 'node:net';
import { Client, Pool } from 'pg';
import type { Logger } from 'winston';
import { createBackoff } from '../backoff';
import { pause } from '../on-abort';
import type { Topology } from '../topology';
import { prepareSchema } from './schema';

export interface Session {
  /** Its queries may be used at any time; while the database is away they reject. */
  readonly pool: Pool;
  isUp(): boolean;
  onUp(listener: () => void): void;
  start(): void;
  stop(): Promise<void>;
  /** Drops every connection and starts over: for whoever finds that something is amiss. */
  reset(reason: unknown): void;
  /** Keeps the jobs of a worker pool of this process from being taken for a dead one's. */
  register(poolId: string): Promise<void>;
  unregister(poolId: string): Promise<void>;
}

export interface SessionOptions {
  readonly url: string;
  readonly topology: Topology;
  readonly logger: Logger;
}

const BEAT_INTERVAL_MS = 1_000;
const ANSWER_TIMEOUT_MS = 5_000;
const CONNECTIONS_MAX = 8;
const STOPPED = new Error('stopped');
const RECONNECT = { minMs: 100, maxMs: 5_000 };

const LOCK = 'select pg_advisory_lock(hashtextextended($1, 0))';
const UNLOCK = 'select pg_advisory_unlock(hashtextextended($1, 0))';
const REGISTER = 'insert into bus.workers (pool_id) values ($1) on conflict do nothing';
const UNREGISTER = 'delete from bus.workers where pool_id = $1';

/** Whoever gets a pool's lock knows that its holder is gone. Our own are ours: not asked. */
const FREE_JOBS_OF_DEAD_POOLS = `
  with dead as (
    delete from bus.workers
    where pool_id <> all($1::text[])
      and pg_try_advisory_xact_lock(hashtextextended(pool_id, 0))
    returning pool_id
  )
  select graphile_worker.force_unlock_workers(array_agg(pool_id)) from dead having count(*) > 0`;

const SWEEP = `
  with holders as materialized (
    select distinct locked_by as pool_id from graphile_worker.jobs where locked_by is not null
  ), dead as materialized (
    select pool_id from holders where pg_try_advisory_xact_lock(hashtextextended(pool_id, 0))
  )
  select graphile_worker.force_unlock_workers(array_agg(pool_id)) from dead having count(*) > 0`;

export function createSession({ url, topology, logger }: SessionOptions): Session {
  const sockets = new Set<Socket>();
  const stopping = new AbortController();
  const poolIds = new Set<string>();
  const listeners: (() => void)[] = [];
  let life: { readonly client: Client; readonly lost: AbortController } | undefined;
  let running: Promise<void> | undefined;

  const connection = {
    connectionString: url,
    connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
    query_timeout: 2 * ANSWER_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'bus',
    stream: () => track(new Socket()),
  };
  const pool = new Pool({ ...connection, max: CONNECTIONS_MAX });
  // Without these an idle connection's end would end the process.
  pool.on('error', (error) => logger.debug('bus connection ended', { reason: error.message }));
  pool.on('connect', (client) => client.on('error', () => {}));

  function track(socket: Socket): Socket {
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  }

  async function run(): Promise<void> {
    const backoff = createBackoff(RECONNECT);
    while (!stopping.signal.aborted) {
      try {
        await live(() => backoff.reset());
      } catch (error) {
        logger.warn('the bus is away', { engine: 'postgres', reason: (error as Error).message });
      }
      for (const socket of sockets) socket.destroy();
      if (!stopping.signal.aborted) await pause(backoff.nextMs(), stopping.signal);
    }
  }

  /** One life of the connection, from connecting to its loss. */
  async function live(onConnected: () => void): Promise<void> {
    const lost = new AbortController();
    const client = new Client({ ...connection, query_timeout: ANSWER_TIMEOUT_MS });
    client.on('error', (error) => lost.abort(error));
    client.on('end', () => lost.abort(new Error('the connection ended')));
    try {
      await client.connect();
      await prepareSchema(pool, topology);
      poolIds.clear();
      await client.query(SWEEP);
      life = { client, lost };
      onConnected();
      logger.info('the bus is up', { engine: 'postgres' });
      for (const listener of listeners) listener();
      while (!lost.signal.aborted) {
        await client.query(FREE_JOBS_OF_DEAD_POOLS, [[...poolIds]]);
        await pause(BEAT_INTERVAL_MS, lost.signal);
      }
      if (lost.signal.reason !== STOPPED) throw lost.signal.reason;
      await client.end();
    } finally {
      life = undefined;
    }
  }

  return {
    pool,
    isUp: () => life !== undefined,
    onUp: (listener) => void listeners.push(listener),
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      if (life) life.lost.abort(STOPPED);
      else for (const socket of sockets) socket.destroy();
      await running;
      await pool.end().catch(() => {});
      for (const socket of sockets) socket.destroy();
    },
    reset(reason) {
      life?.lost.abort(reason);
    },
    async register(poolId) {
      const client = life?.client;
      if (!client) throw new Error('the bus is away');
      poolIds.add(poolId);
      await client.query(LOCK, [poolId]);
      await client.query(REGISTER, [poolId]);
    },
    async unregister(poolId) {
      const client = life?.client;
      if (!client || !poolIds.delete(poolId)) return;
      await client.query(UNREGISTER, [poolId]);
      await client.query(UNLOCK, [poolId]);
    },
  };
}
