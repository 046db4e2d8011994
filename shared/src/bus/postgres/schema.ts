import { runMigrations } from 'graphile-worker';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { type Topology, vhostOf } from '../topology';

/**
 * What the engine keeps beside graphile-worker's own tables. A queue is a task of graphile-worker
 * and a message in it a job; here stands what RabbitMQ knows besides.
 */
const TABLES = `
  create schema if not exists bus;

  -- Who gets a copy of what. A queue is there once its owner has declared it, even if nobody
  -- consumes at the moment; a message that no row matches is refused to its publisher.
  create table if not exists bus.bindings (
    exchange text not null,
    binding_key text not null,
    pattern text not null,
    queue text not null,
    primary key (exchange, queue, binding_key)
  );

  -- Worker pools that hold jobs. Each holds an advisory lock for as long as its session lives.
  create table if not exists bus.workers (
    pool_id text primary key,
    started_at timestamptz not null default now()
  );
  -- The queue that the pool consumes; null for a pool of an earlier version.
  alter table bus.workers add column if not exists queue text;

  create table if not exists bus.dead_letters (
    id bigint generated always as identity primary key,
    queue text not null,
    message_id text,
    correlation_id text,
    attempts integer not null,
    error_code text not null,
    error_message text not null,
    first_failed_at timestamptz not null,
    last_failed_at timestamptz not null,
    message json not null
  );
`;

/** One process at a time: concurrent \`create … if not exists\` would trip over each other. */
const SCHEMA_LOCK = 7_316_003;

const ADD_BINDINGS = `
  insert into bus.bindings (exchange, binding_key, pattern, queue)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
  on conflict do nothing`;

const REPLACE_BINDINGS = `
  with declared as (
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
      as d (exchange, binding_key, pattern, queue)
  ), removed as (
    delete from bus.bindings b
    where b.queue = any($5::text[]) and not exists (
      select from declared d
      where (d.exchange, d.queue, d.binding_key) = (b.exchange, b.queue, b.binding_key)
    )
  )
  insert into bus.bindings (exchange, binding_key, pattern, queue)
  select exchange, binding_key, pattern, queue from declared
  on conflict do nothing`;

/** Creates what is missing and declares the topology's bindings. Safe to call again and again. */
export async function prepareSchema(pool: Pool, topology: Topology): Promise<void> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('select pg_advisory_lock($1)', [SCHEMA_LOCK]);
    await runMigrations({ pgPool: pool });
    await client.query(TABLES);
    await declareBindings(client, topology);
    await client.query('select pg_advisory_unlock($1)', [SCHEMA_LOCK]);
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    // A connection that may still hold the lock is closed, which gives it up.
    client.release(failure);
  }
}

/**
 * Adds the bindings that were deleted since the session opened. Removes none: another version of the
 * service may run beside this one.
 */
export async function declareMissingBindings(pool: Pool, topology: Topology): Promise<void> {
  await pool.query(ADD_BINDINGS, bindingColumns(topology));
}

/** Whether the schema or its tables were dropped. */
export function isSchemaGone(error: unknown): boolean {
  return error instanceof DatabaseError && ['42P01', '3F000'].includes(error.code ?? '');
}

async function declareBindings(client: PoolClient, topology: Topology): Promise<void> {
  const queues = Object.keys(vhostOf(topology).vhost.queues);
  await client.query(REPLACE_BINDINGS, [...bindingColumns(topology), queues]);
}

/** The topology's bindings, column by column. */
function bindingColumns(topology: Topology): string[][] {
  const { vhost } = vhostOf(topology);
  const bindings = Object.values(vhost.bindings).flatMap(({ source, destination, bindingKeys }) =>
    bindingKeys.map((key) => ({ source, key, pattern: patternOf(key), destination })),
  );
  return [
    bindings.map(({ source }) => source),
    bindings.map(({ key }) => key),
    bindings.map(({ pattern }) => pattern),
    bindings.map(({ destination }) => destination),
  ];
}

/**
 * A topic exchange's binding key as a regular expression: `*` stands for one word, a closing `#`
 * for any number of them.
 */
export function patternOf(bindingKey: string): string {
  if (bindingKey === '#') return '^.*$';
  const isOpen = bindingKey.endsWith('.#');
  const words = (isOpen ? bindingKey.slice(0, -2) : bindingKey).split('.');
  if (words.includes('#')) throw new Error(`only a closing # is supported: ${bindingKey}`);
  const patterns = words.map((word) =>
    word === '*' ? '[^.]+' : word.replace(/[^\w-]/g, (char) => `\\${char}`),
  );
  return `^${patterns.join('\\.')}${isOpen ? '(\\..*)?' : ''}$`;
}
