import type { DeadLetterStore, StoreOptions } from './dead-letter-store';

type Engine = (options: StoreOptions) => Promise<DeadLetterStore>;

/** By the scheme of BUS_URL, as `createBus` of shared chooses; each is loaded only when chosen. */
const ENGINES: Readonly<Record<string, () => Engine>> = {
  'amqp:': loadRabbitmq,
  'amqps:': loadRabbitmq,
  'postgres:': loadPostgres,
  'postgresql:': loadPostgres,
};

/** @throws UnreachableError when the bus is away */
export async function openStore(options: StoreOptions): Promise<DeadLetterStore> {
  const { protocol } = new URL(options.url);
  const load = ENGINES[protocol];
  if (!load) throw new Error(`no bus for ${protocol}, only for ${Object.keys(ENGINES).join(', ')}`);
  return load()(options);
}

function loadRabbitmq(): Engine {
  const engine: typeof import('./rabbitmq/rabbitmq-store') = require('./rabbitmq/rabbitmq-store');
  return engine.openRabbitmqStore;
}

function loadPostgres(): Engine {
  const engine: typeof import('./postgres/postgres-store') = require('./postgres/postgres-store');
  return engine.openPostgresStore;
}
