import { runMigrations } from 'graphile-worker';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { type Topology, vhostOf } from '../topology';

/**
 * What the engine keeps beside graphile-worker's own tables. A queue is a task of graphile-worker
 * and a message in it a job; here stands what RabbitMQ knows besides.
 */
const createTables = `
  CREATE SCHEMA IF NOT EXISTS bus;

  -- Who gets a copy of what. A queue is there once its owner has declared it, even if nobody
  -- consumes at the moment; a message that no row matches is refused to its publisher.
  CREATE TABLE IF NOT EXISTS bus.bindings (
    exchange text NOT NULL,
    binding_key text NOT NULL,
    pattern text NOT NULL,
    queue text NOT NULL,
    PRIMARY KEY (exchange, queue, binding_key)
  );

  -- Worker pools that hold jobs. Each holds an advisory lock for as long as its session lives.
  CREATE TABLE IF NOT EXISTS bus.workers (
    pool_id text PRIMARY KEY,
    started_at timestamptz NOT NULL DEFAULT now()
  );
  -- The queue that the pool consumes; null for a pool of an earlier version.
  ALTER TABLE bus.workers ADD COLUMN IF NOT EXISTS queue text;

  CREATE TABLE IF NOT EXISTS bus.dead_letters (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue text NOT NULL,
    message_id text,
    correlation_id text,
    attempts integer NOT NULL,
    error_code text NOT NULL,
    error_message text NOT NULL,
    first_failed_at timestamptz NOT NULL,
    last_failed_at timestamptz NOT NULL,
    message json NOT NULL
  );
`;

/** One process at a time: concurrent \`create … if not exists\` would trip over each other. */
const schemaLockId = 7_316_003;

const addBindings = `
  INSERT INTO bus.bindings (exchange, binding_key, pattern, queue)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
  ON CONFLICT DO NOTHING`;

const replaceBindings = `
  WITH declared AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
      AS d (exchange, binding_key, pattern, queue)
  ), removed AS (
    DELETE FROM bus.bindings b
    WHERE b.queue = ANY($5::text[]) AND NOT EXISTS (
      SELECT FROM declared d
      WHERE (d.exchange, d.queue, d.binding_key) = (b.exchange, b.queue, b.binding_key)
    )
  )
  INSERT INTO bus.bindings (exchange, binding_key, pattern, queue)
  SELECT exchange, binding_key, pattern, queue FROM declared
  ON CONFLICT DO NOTHING`;

/** Creates what is missing and declares the topology's bindings. Safe to call again and again. */
export async function prepareSchema(pool: Pool, topology: Topology): Promise<void> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('SELECT pg_advisory_lock($1)', [schemaLockId]);
    await runMigrations({ pgPool: pool });
    await client.query(createTables);
    await declareBindings(client, topology);
    await client.query('SELECT pg_advisory_unlock($1)', [schemaLockId]);
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
  await pool.query(addBindings, bindingColumns(topology));
}

/** Whether the schema or its tables were dropped. */
export function isSchemaGone(error: unknown): boolean {
  return error instanceof DatabaseError && ['42P01', '3F000'].includes(error.code ?? '');
}

async function declareBindings(client: PoolClient, topology: Topology): Promise<void> {
  const queues = Object.keys(vhostOf(topology).vhost.queues);
  await client.query(replaceBindings, [...bindingColumns(topology), queues]);
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
