import { runMigrations } from 'graphile-worker';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { type Topology, vhostOf } from '../topology';

/**
 * The tables of the engine. A queue is a graphile-worker task, and a message is a job. These tables
 * hold the bindings, the live consumers and the dead letters, which graphile-worker does not know.
 */
const createTables = `
  CREATE SCHEMA IF NOT EXISTS bus;

  -- The queues that receive a copy of a message. A binding exists from the first start of its
  -- service, also while no consumer runs. A message that matches no binding is rejected as
  -- unroutable.
  CREATE TABLE IF NOT EXISTS bus.bindings (
    exchange text NOT NULL,
    binding_key text NOT NULL,
    pattern text NOT NULL,
    queue text NOT NULL,
    PRIMARY KEY (exchange, queue, binding_key)
  );

  -- Worker pools that may hold jobs. Each pool holds an advisory lock until its session ends.
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

/**
 * Lets one process at a time create the schema: concurrent `CREATE … IF NOT EXISTS` statements
 * fail.
 */
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

/**
 * Creates missing tables and declares the bindings of the topology. Repeated calls change nothing.
 */
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
    // Closing a connection that may still hold the lock releases the lock.
    client.release(failure);
  }
}

/**
 * Adds bindings that were deleted since the session opened. Removes none, because another version
 * of the service may run at the same time.
 */
export async function declareMissingBindings(pool: Pool, topology: Topology): Promise<void> {
  await pool.query(addBindings, bindingColumns(topology));
}

/** Whether the error means that the schema or its tables were dropped. */
export function isSchemaGone(error: unknown): boolean {
  return error instanceof DatabaseError && ['42P01', '3F000'].includes(error.code ?? '');
}

async function declareBindings(client: PoolClient, topology: Topology): Promise<void> {
  const queues = Object.keys(vhostOf(topology).vhost.queues);
  await client.query(replaceBindings, [...bindingColumns(topology), queues]);
}

/** The topology's bindings as one array per column. */
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
 * Converts the binding key of a topic exchange to a regular expression. `*` matches one word. `#`
 * matches any number of words and is supported only at the end.
 */
export function patternOf(bindingKey: string): string {
  if (bindingKey === '#') return '^.*$';
  const isOpen = bindingKey.endsWith('.#');
  const words = (isOpen ? bindingKey.slice(0, -2) : bindingKey).split('.');
  if (words.includes('#'))
    throw new Error(`# is supported only at the end of a binding key: ${bindingKey}`);
  const patterns = words.map((word) =>
    word === '*' ? '[^.]+' : word.replace(/[^\w-]/g, (char) => `\\${char}`),
  );
  return `^${patterns.join('\\.')}${isOpen ? '(\\..*)?' : ''}$`;
}
