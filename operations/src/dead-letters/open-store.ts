import type { ConsumedQueue, DeadLetterStore, StoreOptions } from './dead-letter-store';

type Engine = (options: StoreOptions) => Promise<DeadLetterStore>;

/**
 * The scheme of BUS_URL selects the engine, as in `createBus`. Only the selected engine is loaded.
 */
const engines: Readonly<Record<string, () => Engine>> = {
  'amqp:': loadRabbitmq,
  'amqps:': loadRabbitmq,
  'postgres:': loadPostgres,
  'postgresql:': loadPostgres,
};

/**
 * The store reads the queues in the order of their names.
 * @throws UnreachableError if the bus is unavailable
 */
export async function openStore(options: StoreOptions): Promise<DeadLetterStore> {
  const [protocol = ''] = /^[a-z]+:/i.exec(options.url) ?? [];
  const load = engines[protocol];
  if (!load)
    throw new Error(`BUS_URL must start with ${Object.keys(engines).join(', ')}, not ${protocol}`);
  const byName = (one: ConsumedQueue, other: ConsumedQueue) => (one.queue < other.queue ? -1 : 1);
  return load()({ ...options, queues: options.queues.toSorted(byName) });
}

function loadRabbitmq(): Engine {
  const engine: typeof import('./rabbitmq/rabbitmq-store') = require('./rabbitmq/rabbitmq-store');
  return engine.openRabbitmqStore;
}

function loadPostgres(): Engine {
  const engine: typeof import('./postgres/postgres-store') = require('./postgres/postgres-store');
  return engine.openPostgresStore;
}
